/**
 * Operator state and published tables in epoch-stamped, copy-on-write pages; their hash, ordered
 * and columnar structures; their checkpoints. Uses only the algebra's types, columns and errors.
 */
@NullMarked
package dev.tidemill.engine.state;

import org.jspecify.annotations.NullMarked;
