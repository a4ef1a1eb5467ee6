/** Learners on streams with known answers; may use JUnit. */
@NullMarked
package dev.tidemill.learning.learner;

import org.jspecify.annotations.NullMarked;
