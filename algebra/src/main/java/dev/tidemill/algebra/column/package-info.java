/** Vectors over primitive arrays and the batches (Z-sets) made of them. Uses types. */
@NullMarked
package dev.tidemill.algebra.column;

import org.jspecify.annotations.NullMarked;
