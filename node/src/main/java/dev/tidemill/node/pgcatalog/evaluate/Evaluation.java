package dev.tidemill.node.pgcatalog.evaluate;

import org.jspecify.annotations.Nullable;

/** Computes a value; null is NULL. */
@FunctionalInterface
interface Evaluation {
    @Nullable Object value(Frame frame);
}
