/**
 * The door to rows of append-only tables that have left memory. The engine says what it has given
 * away and asks for it again; it does not know where it is kept. Uses the algebra only.
 */
@NullMarked
package dev.tidemill.engine.history;

import org.jspecify.annotations.NullMarked;
