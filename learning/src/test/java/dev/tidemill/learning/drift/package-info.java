/** Detectors beside windows that keep everything; may use JUnit. */
@NullMarked
package dev.tidemill.learning.drift;

import org.jspecify.annotations.NullMarked;
