/** Measures beside their definitions; may use JUnit. */
@NullMarked
package dev.tidemill.learning.metric;

import org.jspecify.annotations.NullMarked;
