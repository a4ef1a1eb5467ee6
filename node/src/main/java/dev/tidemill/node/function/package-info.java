/**
 * The project's own Java functions and aggregates: jars read, checked, kept by content and loaded.
 * Uses the algebra, and of SQL only which names are taken.
 */
@NullMarked
package dev.tidemill.node.function;

import org.jspecify.annotations.NullMarked;
