/**
 * Values that nothing of the future is below: watermarks, the clock, and what monotone functions
 * make of them. Uses types, columns and expressions.
 */
@NullMarked
package dev.tidemill.algebra.bound;

import org.jspecify.annotations.NullMarked;
