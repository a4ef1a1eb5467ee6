package dev.tidemill.algebra.bound;

import java.util.Map;
import java.util.OptionalLong;

/**
 * How far a tick's time and watermarks have come. Immutable.
 *
 * @param now the tick's time in microseconds; empty when bounds are not to be used yet
 * @param watermarks in the columns' own units; a watermark that is not known is absent
 */
public record Frontier(OptionalLong now, Map<Bound.Watermark, Long> watermarks) {
    private static final Frontier UNKNOWN = new Frontier(OptionalLong.empty(), Map.of());

    public Frontier {
        watermarks = Map.copyOf(watermarks);
    }

    public static Frontier of(long nowMicros, Map<Bound.Watermark, Long> watermarks) {
        return new Frontier(OptionalLong.of(nowMicros), watermarks);
    }

    /** Nothing is known, so no bound has a value. */
    public static Frontier unknown() {
        return UNKNOWN;
    }

    OptionalLong watermark(Bound.Watermark watermark) {
        Long value = watermarks.get(watermark);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
