/** Streams; may use JUnit. */
@NullMarked
package dev.tidemill.learning.stream;

import org.jspecify.annotations.NullMarked;
