/** Models and measures as bytes, and back. Uses error codes. */
@NullMarked
package dev.tidemill.learning.stored;

import org.jspecify.annotations.NullMarked;
