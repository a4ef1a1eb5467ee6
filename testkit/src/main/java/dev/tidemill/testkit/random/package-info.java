/** Seeded generators of values, expressions, plans and changes. Uses only algebra. */
@NullMarked
package dev.tidemill.testkit.random;

import org.jspecify.annotations.NullMarked;
