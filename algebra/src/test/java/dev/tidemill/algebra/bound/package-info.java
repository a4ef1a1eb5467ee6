/** Bounds and the functions that keep them. */
@NullMarked
package dev.tidemill.algebra.bound;

import org.jspecify.annotations.NullMarked;
