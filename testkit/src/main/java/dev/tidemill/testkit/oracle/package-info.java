/** A plain, slow, obviously correct interpreter of plans over Z-sets. Uses only algebra. */
@NullMarked
package dev.tidemill.testkit.oracle;

import org.jspecify.annotations.NullMarked;
