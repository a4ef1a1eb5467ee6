/**
 * Learning from rows that arrive one by one: models that are used and trained at once, detectors of
 * change, and measures of how well it goes. Uses algebra's errors, and one library for anomalies.
 *
 * <p>All of it is deterministic: the same rows in the same order from the same seed make the same
 * bits, on every machine. Randomness comes from generators of our own, and logarithms and
 * exponentials from {@link StrictMath}, as those of {@link Math} may differ between processors. So
 * a model is a function of a journal, and replaying the journal makes the model again.
 *
 * <p>Nothing in this room is safe for more than one thread at a time; a model has one owner.
 */
@NullMarked
package dev.tidemill.learning;

import org.jspecify.annotations.NullMarked;
