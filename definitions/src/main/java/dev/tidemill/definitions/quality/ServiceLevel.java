package dev.tidemill.definitions.quality;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import java.time.Duration;

/** A promise about time that a contract makes of a table. */
public sealed interface ServiceLevel {
    /** What the promises are called beside checks. */
    String FRESHNESS = "freshness";

    String LATENCY = "latency";

    /**
     * The mill's own table of what it measured: {@code table_name} and {@code p99_millis}, a row
     * for each table that a latency is promised of and that rows came into.
     */
    String LATENCIES = "tidemill.latency";

    String table();

    /** What is promised. */
    Duration bound();

    Place place();

    /** At any moment there is a row whose event time is not older than the bound. */
    record Freshness(String table, String eventTime, Duration bound, Place place)
            implements ServiceLevel {
        public Freshness {
            requireNonNull(table, "table");
            requireNonNull(eventTime, "eventTime");
            requireNonNull(bound, "bound");
            requireNonNull(place, "place");
        }
    }

    /** Rows can be read so soon after they were sent, 99 of 100 times. */
    record Latency(String table, Duration bound, Place place) implements ServiceLevel {
        public Latency {
            requireNonNull(table, "table");
            requireNonNull(bound, "bound");
            requireNonNull(place, "place");
        }

        /** The bound in whole milliseconds. */
        public long boundMillis() {
            return bound.toMillis();
        }
    }
}
