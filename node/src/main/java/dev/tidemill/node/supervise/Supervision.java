package dev.tidemill.node.supervise;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.supervision.SupervisionPolicy;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is supervised: whoever runs it tells how it goes, and asks when it may be tried
 * again.
 *
 * <pre>
 * STARTING → RUNNING → ENDED
 *    ↑  ↘       ↓
 *    └── WAITING or, after too many failures in a row, BROKEN
 * </pre>
 *
 * <p>Safe for all threads.
 */
public final class Supervision {
    /** While it waits, the clock is looked at so often at least. */
    private static final long LOOK_MILLIS = 50;

    private final String name;
    private final String kind;
    private final Supplier<SupervisionPolicy> policy;
    private final LongSupplier nanos;
    private final RandomGenerator random;
    private SupervisedState state = SupervisedState.STARTING;
    private long failures;
    private int failuresInRow;
    private long runningSince;
    private long nextAttempt;
    private boolean probing;
    private boolean restartAsked;
    private @Nullable String problem;
    private Runnable onRestart = () -> {};

    /**
     * @param policy asked for whenever it matters, since a project may change it
     */
    Supervision(
            String name,
            String kind,
            Supplier<SupervisionPolicy> policy,
            LongSupplier nanos,
            RandomGenerator random) {
        this.name = requireNonNull(name, "name");
        this.kind = requireNonNull(kind, "kind");
        this.policy = requireNonNull(policy, "policy");
        this.nanos = requireNonNull(nanos, "nanos");
        this.random = requireNonNull(random, "random");
    }

    public String name() {
        return name;
    }

    /** Hears of each {@link #restart}, on the thread that asks for it. */
    public synchronized void onRestart(Runnable listener) {
        onRestart = listener;
    }

    /** An attempt begins. */
    public synchronized void starting() {
        state = SupervisedState.STARTING;
        restartAsked = false;
        probing = true;
    }

    /** It works. */
    public synchronized void running() {
        if (state != SupervisedState.RUNNING) {
            state = SupervisedState.RUNNING;
            runningSince = nanos.getAsLong();
        }
        probing = false;
        problem = null;
        forgetOldFailures();
    }

    private void forgetOldFailures() {
        boolean steady =
                state == SupervisedState.RUNNING
                        && nanos.getAsLong() - runningSince >= policy.get().steadyAfter().toNanos();
        if (steady) {
            failuresInRow = 0;
        }
    }

    /**
     * It failed.
     *
     * @return nanoseconds until it may be tried again
     */
    public synchronized long failed(String why) {
        forgetOldFailures();
        failures++;
        failuresInRow++;
        probing = false;
        problem = why;
        long wait = policy.get().waitNanos(failuresInRow, random);
        nextAttempt = nanos.getAsLong() + wait;
        state =
                failuresInRow >= policy.get().failuresMax()
                        ? SupervisedState.BROKEN
                        : SupervisedState.WAITING;
        return wait;
    }

    /** An attempt ended that says nothing of how it goes: another may be made. */
    public synchronized void abandoned() {
        probing = false;
        if (failuresInRow >= policy.get().failuresMax()) {
            state = SupervisedState.BROKEN;
        }
    }

    /** There is nothing more to do. */
    public synchronized void ended() {
        state = SupervisedState.ENDED;
        failuresInRow = 0;
        problem = null;
    }

    /** Waits until it may be tried again, or somebody asks for that. */
    public synchronized void awaitAttempt() throws InterruptedException {
        while (!restartAsked && untilAttempt() > 0) {
            wait(Math.clamp(untilAttempt() / 1_000_000, 1, LOOK_MILLIS));
        }
    }

    private long untilAttempt() {
        boolean waits = state == SupervisedState.WAITING || state == SupervisedState.BROKEN;
        return waits ? nextAttempt - nanos.getAsLong() : 0;
    }

    /**
     * While the breaker is open, nanoseconds until one attempt may be made, and the longest number
     * while that one is under way; 0 otherwise. Of what makes several attempts at once.
     */
    public synchronized long blockedNanos() {
        if (failuresInRow < policy.get().failuresMax()) {
            return 0;
        }
        return probing ? Long.MAX_VALUE : Math.max(0, untilAttempt());
    }

    /** Has it tried again at once, whatever state it is in; failures in a row are forgotten. */
    public void restart() {
        Runnable listener;
        synchronized (this) {
            failuresInRow = 0;
            restartAsked = true;
            nextAttempt = nanos.getAsLong();
            listener = onRestart;
            notifyAll();
        }
        listener.run();
    }

    /** Whether {@link #restart} was called since the attempt began. */
    public synchronized boolean isRestartAsked() {
        return restartAsked;
    }

    public synchronized SupervisedReport report() {
        forgetOldFailures();
        long wait = untilAttempt();
        return new SupervisedReport(
                name,
                kind,
                state.word(),
                failures,
                failuresInRow,
                problem,
                wait > 0 ? Math.round(wait / 1e8) / 10.0 : null);
    }
}
