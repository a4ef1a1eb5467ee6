package dev.tidemill.bench.learning;

import dev.tidemill.learning.feature.Cross;
import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a model is told of a flight as it departs. */
enum FlightFeatures {
    /** Its distance, its airports, the hour and the day of the week. */
    STATIC(false, false, false),
    /** How late the flights of its airports were that are known by then. */
    LIVE(true, false, false),
    /** Pairs of categories beside that. */
    CROSSED(true, true, false),
    /** The same with each outcome known at departure, as a careless join would have it. */
    LEAKING(true, true, true);

    private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);
    private static final int ORIGIN = 0;
    private static final int DESTINATION = 1;
    private static final int HOUR = 2;
    private static final int DAY = 3;

    private final boolean live;
    private final boolean crossed;
    private final boolean leaking;

    FlightFeatures(boolean live, boolean crossed, boolean leaking) {
        this.live = live;
        this.crossed = crossed;
        this.leaking = leaking;
    }

    FeatureSpace space() {
        return new FeatureSpace(
                live ? List.of("distance", "origin_late", "destination_late") : List.of("distance"),
                List.of("origin", "destination", "hour", "day"),
                crossed
                        ? List.of(
                                new Cross(ORIGIN, DESTINATION),
                                new Cross(ORIGIN, HOUR),
                                new Cross(DESTINATION, HOUR),
                                new Cross(HOUR, DAY))
                        : List.of(),
                18);
    }

    void fill(FeatureVector row, FlightRows flights, int at, LateRates from, LateRates to) {
        long departed = flights.departed(at);
        row.number(0, flights.distance(at));
        row.category(ORIGIN, flights.origin(at)).category(DESTINATION, flights.destination(at));
        row.category(HOUR, Math.floorMod(departed / HOUR_MICROS, 24));
        row.category(DAY, Math.floorMod(departed / (24 * HOUR_MICROS), 7));
        if (live) {
            row.number(1, from.rate(flights.origin(at), departed));
            row.number(2, to.rate(flights.destination(at), departed));
        }
    }

    /** When the flight's outcome is learned. */
    long learned(FlightRows flights, int at) {
        return leaking ? flights.departed(at) : flights.known(at);
    }
}
