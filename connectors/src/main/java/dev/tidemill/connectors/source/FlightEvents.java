package dev.tidemill.connectors.source;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import org.jspecify.annotations.Nullable;

/**
 * Walks a {@link FlightLog}: departures and arrivals merged by event time, a departure before an
 * arrival of the same instant. Single-threaded.
 */
public final class FlightEvents {
    private final FlightLog log;
    private ReplayPosition position;
    private long reachedMicros;

    public FlightEvents(FlightLog log, byte @Nullable [] position) {
        this.log = requireNonNull(log, "log");
        this.position = position == null ? ReplayPosition.START : ReplayPosition.of(position);
        this.reachedMicros = lastDelivered();
    }

    /** One stretch of events. Every event up to {@code eventTimeMicros} has been delivered. */
    public record Events(Batch departures, Batch arrivals, byte[] position, long eventTimeMicros) {
        public int size() {
            return departures.size() + arrivals.size();
        }
    }

    private long lastDelivered() {
        long departed =
                position.departures() == 0
                        ? log.startMicros()
                        : log.departureMicros(position.departures() - 1);
        long arrivals = position.arrivals();
        boolean hasArrived = arrivals > 0 && log.isArrival(arrivals - 1);
        return hasArrived ? Math.max(departed, log.arrivalMicros(arrivals - 1)) : departed;
    }

    /** The event time reached. */
    public long reachedMicros() {
        return reachedMicros;
    }

    /** The event time of the next event; {@link Long#MAX_VALUE} when there is none. */
    public long nextMicros() {
        long arrival = log.nextArrival(position.arrivals());
        return Math.min(log.departureMicros(position.departures()), log.arrivalMicros(arrival));
    }

    public boolean isFinished() {
        return nextMicros() == Long.MAX_VALUE;
    }

    private static boolean isDue(long eventMicros, long untilMicros) {
        return eventMicros <= untilMicros && eventMicros != Long.MAX_VALUE;
    }

    /** The events up to and with {@code untilMicros}, {@code rowsMax} of them at most. */
    public Events next(long untilMicros, int rowsMax) {
        long departure = position.departures();
        long arrival = log.nextArrival(position.arrivals());
        long departureMicros = log.departureMicros(departure);
        long arrivalMicros = log.arrivalMicros(arrival);
        int count = 0;
        while (count < rowsMax && isDue(Math.min(departureMicros, arrivalMicros), untilMicros)) {
            if (departureMicros <= arrivalMicros) {
                reachedMicros = departureMicros;
                departureMicros = log.departureMicros(++departure);
            } else {
                reachedMicros = arrivalMicros;
                arrival = log.nextArrival(arrival + 1);
                arrivalMicros = log.arrivalMicros(arrival);
            }
            count++;
        }
        if (count < rowsMax && untilMicros != Long.MAX_VALUE) {
            reachedMicros = Math.max(reachedMicros, untilMicros);
        }
        ReplayPosition after = new ReplayPosition(departure, arrival);
        Events events =
                new Events(
                        log.departures(position.departures(), departure),
                        log.arrivals(position.arrivals(), arrival),
                        after.encoded(),
                        reachedMicros);
        position = after;
        return events;
    }
}
