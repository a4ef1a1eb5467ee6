/**
 * Types and values as the PostgreSQL protocol writes them, in text and in binary. Uses the types
 * and columns of the algebra.
 */
@NullMarked
package dev.tidemill.pgwire.type;

import org.jspecify.annotations.NullMarked;
