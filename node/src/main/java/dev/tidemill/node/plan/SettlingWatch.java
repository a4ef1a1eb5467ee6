package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at new definitions until they have been good for long enough, or are not. One watch at a
 * time, on a thread of its own; its state may be asked from all threads.
 */
final class SettlingWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SettlingWatch.class);
    private static final long LOOK_MILLIS = 100;

    /** How often going back is tried while others change definitions, and what lies between. */
    private static final int BACK_TRIES_MAX = 60;

    private static final long BACK_PAUSE_MILLIS = 1_000;
    private static final Duration STOP = Duration.ofSeconds(30);

    private final DefinitionDoor door;
    private final ReleaseStore releases;
    private final Predicate<Settling> takeBack;
    private final AtomicReference<@Nullable ApplyState> state = new AtomicReference<>();
    private @Nullable Thread thread;

    /**
     * @param takeBack puts the former definitions in force; false when others than the new ones are
     */
    SettlingWatch(DefinitionDoor door, ReleaseStore releases, Predicate<Settling> takeBack) {
        this.door = requireNonNull(door, "door");
        this.releases = requireNonNull(releases, "releases");
        this.takeBack = requireNonNull(takeBack, "takeBack");
    }

    @Nullable ApplyState state() {
        return state.get();
    }

    /**
     * Begins to look.
     *
     * @param tick from which on the definitions are in force; 0 when it is not known
     */
    synchronized ApplyState begin(Settling settling, long tick) {
        Thread former = thread;
        if (former != null) {
            former.interrupt();
        }
        ApplyState begun = ApplyState.begun(settling, tick);
        state.set(begun);
        thread = Thread.ofVirtual().name("settling").start(() -> run(settling, begun));
        return begun;
    }

    /** What another watch has begun with goes before what this one has to say. */
    private synchronized void tell(ApplyState now) {
        if (Thread.currentThread() == thread) {
            state.set(now);
        }
    }

    private void run(Settling settling, ApplyState begun) {
        try {
            SettlingVerdict.Failed failed = watch(settling, begun);
            if (failed != null) {
                goBack(settling, begun, failed.reason());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The mill stops; its next start goes on.
        } catch (RuntimeException e) {
            LOG.error("definitions are not looked at any more", e);
            tell(begun.ended(ApplyState.Phase.FAILED, String.valueOf(e.getMessage())));
        }
    }

    /** Why they do not stand; null when they have settled, or others are in force. */
    private SettlingVerdict.@Nullable Failed watch(Settling settling, ApplyState begun)
            throws InterruptedException {
        boolean sound = false;
        long soundSince = 0;
        while (true) {
            if (!door.sealedRelease().equals(settling.release())) {
                end(begun.ended(ApplyState.Phase.SUPERSEDED, "other definitions are in force"));
                return null;
            }
            if (door.publishedRelease().equals(settling.release())) {
                switch (SettlingVerdict.of(settling, door.status())) {
                    case SettlingVerdict.Failed failed -> {
                        return failed;
                    }
                    case SettlingVerdict.Building building -> {
                        sound = false;
                        tell(begun.building(building.builds()));
                    }
                    case SettlingVerdict.Sound _ -> {
                        soundSince = sound ? soundSince : System.nanoTime();
                        sound = true;
                        long millis = (System.nanoTime() - soundSince) / 1_000_000;
                        ApplyState now = begun.settling(millis);
                        tell(now);
                        if (millis >= settling.settleMillis()) {
                            end(now.ended(ApplyState.Phase.DONE, null));
                            return null;
                        }
                    }
                }
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private void end(ApplyState ended) {
        releases.settled(ended.release());
        tell(ended);
    }

    private void goBack(Settling settling, ApplyState begun, String reason)
            throws InterruptedException {
        LOG.warn("the definitions {} do not stand: {}", settling.release(), reason);
        for (int tries = 1; ; tries++) {
            try {
                boolean back = takeBack.test(settling);
                end(
                        begun.ended(
                                back ? ApplyState.Phase.ROLLED_BACK : ApplyState.Phase.SUPERSEDED,
                                reason));
                return;
            } catch (TidemillException e) {
                if (Thread.currentThread().isInterrupted()) {
                    return; // The mill stops, or others are put in force.
                }
                if (e.errorCode() != ErrorCode.NOT_READY || tries == BACK_TRIES_MAX) {
                    LOG.error("the former definitions do not come back: {}", e.message());
                    // What is to be seen of them stays on disk: the next start tries again.
                    tell(
                            begun.ended(
                                    ApplyState.Phase.FAILED,
                                    reason
                                            + "; and the former ones do not come back: "
                                            + e.message()));
                    return;
                }
                LOG.warn("the former definitions wait to come back: {}", e.message());
            }
            Thread.sleep(BACK_PAUSE_MILLIS);
        }
    }

    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            if (!running.join(STOP)) {
                LOG.warn("definitions are still being put back");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
