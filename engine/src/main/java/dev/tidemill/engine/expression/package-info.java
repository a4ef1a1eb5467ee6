/**
 * Scalar expressions compiled to vectorised kernels over columns, with PostgreSQL's semantics. Uses
 * only the algebra.
 */
@NullMarked
package dev.tidemill.engine.expression;

import org.jspecify.annotations.NullMarked;
