/** Scalar expressions as sealed records. Uses types. */
@NullMarked
package dev.tidemill.algebra.expr;

import org.jspecify.annotations.NullMarked;
