package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.bound.Frontier;

/**
 * The circumstances of one step.
 *
 * @param nowMicros the tick's time
 * @param initial true in the first step of a new operator, which also emits what it holds without
 *     any input
 * @param errors takes the rows that fail
 * @param partitions runs the work of the key partitions
 * @param frontier what bounds the changes of later ticks; nothing is known in it while a node takes
 *     in rows that other ticks brought
 */
public record Step(
        long nowMicros,
        boolean initial,
        ErrorRows errors,
        Partitions partitions,
        Frontier frontier) {
    public Step {
        requireNonNull(errors, "errors");
        requireNonNull(partitions, "partitions");
        requireNonNull(frontier, "frontier");
    }
}
