/** Features as learners see them; may use JUnit. */
@NullMarked
package dev.tidemill.learning.feature;

import org.jspecify.annotations.NullMarked;
