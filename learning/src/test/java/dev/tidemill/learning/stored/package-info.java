/** Numbers as bytes; may use JUnit. */
@NullMarked
package dev.tidemill.learning.stored;

import org.jspecify.annotations.NullMarked;
