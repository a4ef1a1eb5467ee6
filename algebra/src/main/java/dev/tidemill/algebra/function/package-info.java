/**
 * What a project's own Java functions are written against, and how a plan names them. Uses types
 * only.
 */
@NullMarked
package dev.tidemill.algebra.function;

import org.jspecify.annotations.NullMarked;
