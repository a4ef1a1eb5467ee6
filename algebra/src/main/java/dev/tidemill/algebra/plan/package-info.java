/**
 * Relational plans as sealed records with canonical hashes and traits. Uses types and expressions.
 */
@NullMarked
package dev.tidemill.algebra.plan;

import org.jspecify.annotations.NullMarked;
