package dev.tidemill.connectors.source;

import static java.util.Objects.requireNonNull;

import java.util.function.LongSupplier;

/**
 * The project clock of a replay: which event time is due now. The first stretch is due at once;
 * from its end on, event time runs {@code speed} times as fast as the given clock. Thread-safe:
 * people pause it while the source polls.
 */
public final class ReplayPacer {
    /** Everything is due at once. */
    public static final double SPEED_MAX = Double.POSITIVE_INFINITY;

    private static final long NANOS_PER_MICRO = 1000;

    private final LongSupplier nanoClock;
    private double speed;
    private boolean paused;
    private boolean started;
    private long anchorEventMicros;
    private long anchorNanos;

    public ReplayPacer(LongSupplier nanoClock, double speed) {
        this.nanoClock = requireNonNull(nanoClock, "nanoClock");
        this.speed = checked(speed);
    }

    private static double checked(double speed) {
        if (!(speed > 0)) {
            throw new IllegalArgumentException("speed " + speed + " is not positive");
        }
        return speed;
    }

    /** Starts the clock at an event time, unless it runs already. */
    public synchronized void startAt(long eventMicros) {
        if (!started) {
            started = true;
            anchor(eventMicros);
        }
    }

    public synchronized boolean isStarted() {
        return started;
    }

    /** The event time up to which rows are due; {@link Long#MAX_VALUE} at full speed. */
    public synchronized long dueEventMicros() {
        if (!started) {
            throw new IllegalStateException("not started");
        }
        if (paused) {
            return anchorEventMicros;
        }
        if (speed == SPEED_MAX) {
            return Long.MAX_VALUE;
        }
        long elapsed = nanoClock.getAsLong() - anchorNanos;
        return anchorEventMicros + (long) (elapsed * speed / NANOS_PER_MICRO);
    }

    /** How long until an event time is due; {@link Long#MAX_VALUE} while paused. */
    public synchronized long nanosUntil(long eventMicros) {
        long ahead = eventMicros - dueEventMicros();
        if (ahead <= 0 || speed == SPEED_MAX) {
            return paused && ahead > 0 ? Long.MAX_VALUE : 0;
        }
        return paused ? Long.MAX_VALUE : (long) Math.ceil(ahead * (double) NANOS_PER_MICRO / speed);
    }

    public synchronized void pause() {
        if (!paused) {
            anchorHere();
            paused = true;
        }
    }

    public synchronized void resume() {
        if (paused) {
            paused = false;
            anchor(anchorEventMicros);
        }
    }

    /**
     * Goes on at another speed. Leaving full speed, the clock goes on from {@code reachedMicros},
     * the event time that was reached.
     */
    public synchronized void changeSpeed(double newSpeed, long reachedMicros) {
        checked(newSpeed);
        if (started && !paused) {
            anchor(speed == SPEED_MAX ? reachedMicros : dueEventMicros());
        }
        speed = newSpeed;
    }

    public synchronized double speed() {
        return speed;
    }

    public synchronized boolean isPaused() {
        return paused;
    }

    private void anchorHere() {
        if (started && speed != SPEED_MAX) {
            anchor(dueEventMicros());
        }
    }

    private void anchor(long eventMicros) {
        anchorEventMicros = eventMicros;
        anchorNanos = nanoClock.getAsLong();
    }
}
