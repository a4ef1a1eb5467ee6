/** Small proofs of the interpreter itself. */
@NullMarked
package dev.tidemill.testkit.oracle;

import org.jspecify.annotations.NullMarked;
