package dev.tidemill.store;

import org.jspecify.annotations.Nullable;

/**
 * Whether queries are answered, as the last probe or query found it.
 *
 * @param healthy false from when the engine fails until another one answers in its place
 * @param reopened how many broken ones were replaced since the start
 * @param problem what broke the last one; null when none ever broke
 * @param probedAgoSeconds when it was asked last
 */
public record StoreHealth(
        boolean healthy, long reopened, @Nullable String problem, double probedAgoSeconds) {}
