/** Distances beside their definitions; may use JUnit. */
@NullMarked
package dev.tidemill.learning.shift;

import org.jspecify.annotations.NullMarked;
