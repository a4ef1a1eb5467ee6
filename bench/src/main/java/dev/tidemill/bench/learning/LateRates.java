package dev.tidemill.bench.learning;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How many flights of an airport were late, of those known, each counting half as much after hours.
 */
final class LateRates {
    private static final double HALF_LIFE_MICROS = TimeUnit.HOURS.toMicros(2);

    /** As if so many flights more were known, of which this part was late. */
    private static final double PRIOR_FLIGHTS = 5;

    private static final double PRIOR_LATE = 0.2;

    private final Map<String, Rate> rates = new HashMap<>();

    private static final class Rate {
        private double flights;
        private double late;
        private long at;

        private void move(long now) {
            double kept = Math.exp(-Math.max(0, now - at) * Math.log(2) / HALF_LIFE_MICROS);
            flights *= kept;
            late *= kept;
            at = Math.max(at, now);
        }
    }

    void add(String airport, long now, int wasLate) {
        Rate rate = rates.computeIfAbsent(airport, name -> new Rate());
        rate.move(now);
        rate.flights++;
        rate.late += wasLate;
    }

    double rate(String airport, long now) {
        Rate rate = rates.computeIfAbsent(airport, name -> new Rate());
        rate.move(now);
        return (rate.late + PRIOR_FLIGHTS * PRIOR_LATE) / (rate.flights + PRIOR_FLIGHTS);
    }
}
