package dev.tidemill.definitions.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.contract.InstantText;
import dev.tidemill.definitions.text.DurationText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** What {@code now()} is to be in a step of a test. */
public sealed interface TestTime {
    String HINT = "write it like 2026-01-05T09:00:00Z, or + 10 minutes";

    /** The longest step. */
    Duration DURATION_MAX = Duration.ofDays(36_600);

    Place place();

    /**
     * A point in time.
     *
     * @param micros since 1970 UTC
     */
    record At(Place place, long micros) implements TestTime {
        public At {
            requireNonNull(place, "place");
        }
    }

    /** So long after the step before. */
    record After(Place place, Duration duration) implements TestTime {
        public After {
            requireNonNull(place, "place");
            requireNonNull(duration, "duration");
        }
    }

    /**
     * A time as a test writes it: ISO 8601, without a zone in UTC, or {@code + DURATION}; empty
     * when the text is neither.
     */
    static Optional<TestTime> parse(String text, Place place) {
        String trimmed = text.trim();
        if (trimmed.startsWith("+")) {
            return DurationText.parse(trimmed.substring(1))
                    .filter(duration -> duration.compareTo(DURATION_MAX) <= 0)
                    .map(duration -> new After(place, duration));
        }
        return micros(trimmed).map(micros -> new At(place, micros.longValueExact()));
    }

    private static Optional<BigDecimal> micros(String text) {
        try {
            return InstantText.parse(Type.TIMESTAMPTZ, text)
                    .or(() -> InstantText.parse(Type.TIMESTAMP, text));
        } catch (ArithmeticException e) {
            return Optional.empty(); // Farther away than microseconds can say.
        }
    }
}
