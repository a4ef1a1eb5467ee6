/** Random numbers; may use JUnit. */
@NullMarked
package dev.tidemill.learning.random;

import org.jspecify.annotations.NullMarked;
