/** Stable error codes and the one exception that carries them. Uses nothing. */
@NullMarked
package dev.tidemill.algebra.error;

import org.jspecify.annotations.NullMarked;
