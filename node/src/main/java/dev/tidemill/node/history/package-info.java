/**
 * Moves rows of append-only tables out of memory: decides when, has the store write them, and tells
 * the engine once they are on disk. Uses the engine and the store.
 */
@NullMarked
package dev.tidemill.node.history;

import org.jspecify.annotations.NullMarked;
