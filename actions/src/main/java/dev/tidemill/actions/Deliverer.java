package dev.tidemill.actions;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers pending outbox entries, at least once each: a request is repeated until the receiver
 * answers or the schedule is used up, and the outcome is journalled before the entry is forgotten.
 *
 * <p>Invariants: one request at a time for an entry; entries of one row key are sent in the order
 * of their ticks as long as none has to be retried.
 *
 * <p>What is pending and not sent now is so for one of four reasons: its action is {@linkplain
 * #pause paused}, and the outbox alone has it; its action has no {@linkplain #useRoutes route}, and
 * it waits here for one; its receiver is let alone by the {@linkplain DeliveryGate gate}; or the
 * receiver has been asked for as much as its {@linkplain Pace pace} allows. The last two hold up
 * one receiver's entries and nobody else's.
 *
 * <p>{@link #offer} comes from the engine's thread and never blocks; requests run on virtual
 * threads, as many at once as the bound says.
 */
public final class Deliverer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);

    /** Requests under way at once. */
    private static final int CONCURRENT_MAX = 16;

    /** Pending entries that are kept in memory while their action is not there. */
    private static final int PARKED_MAX = 10_000;

    /** Between two tries to journal an outcome that the disk did not take. */
    private static final Duration OUTCOME_PAUSE = Duration.ofMillis(500);

    /**
     * An action's target and patience.
     *
     * @param pace how much its receiver is asked for
     */
    public record Route(Webhook webhook, RetrySchedule schedule, Pace pace) {
        /** A route with the pace that actions have unless they say otherwise. */
        public Route(Webhook webhook, RetrySchedule schedule) {
            this(webhook, schedule, Pace.DEFAULT);
        }
    }

    /** Journals an entry's new state, and what brought it there; returns when it is on disk. */
    @FunctionalInterface
    public interface OutboxWriter {
        void write(OutboxEntry entry, DeliveryAttempt attempt) throws InterruptedException;
    }

    private record Due(long atMillis, long order, OutboxEntry entry) {}

    private volatile Map<String, Route> routes;

    /** Actions of which nothing is sent for now. */
    private volatile Set<String> paused = Set.of();

    private final WebhookSender sender;
    private final OutboxWriter writer;
    private final LongSupplier millis;
    private final RandomGenerator random;
    private final DeliveryGate gate;
    private final Semaphore concurrent = new Semaphore(CONCURRENT_MAX);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TreeSet<Due> due =
            new TreeSet<>(Comparator.comparingLong(Due::atMillis).thenComparingLong(Due::order));
    private final Set<String> known = new HashSet<>();

    /** Pending entries whose action has no route now, by key. */
    private final Map<String, OutboxEntry> parked = new LinkedHashMap<>();

    private final Set<String> busyRows = new HashSet<>();

    /** Entries that left the outbox while a request of theirs was under way. */
    private final Set<String> withdrawn = new HashSet<>();

    /** By route; under the lock. */
    private final Map<String, PaceKeeper> paces = new HashMap<>();

    private long order;
    private boolean closed;
    private @Nullable Thread thread;

    public Deliverer(
            Map<String, Route> routes,
            WebhookSender sender,
            OutboxWriter writer,
            LongSupplier millis,
            RandomGenerator random) {
        this(routes, sender, writer, millis, random, DeliveryGate.OPEN);
    }

    /**
     * With receivers that are let alone while they fail.
     *
     * @param gate told of each request, and asked before each
     */
    public Deliverer(
            Map<String, Route> routes,
            WebhookSender sender,
            OutboxWriter writer,
            LongSupplier millis,
            RandomGenerator random,
            DeliveryGate gate) {
        this.gate = gate;
        this.routes = Map.copyOf(routes);
        this.sender = sender;
        this.writer = writer;
        this.millis = millis;
        this.random = random;
    }

    /**
     * Where entries go from now on. One whose action has no route is not sent, and waits for the
     * action to come back.
     */
    public void useRoutes(Map<String, Route> newRoutes) {
        lock.lock();
        try {
            routes = Map.copyOf(newRoutes);
            for (OutboxEntry entry : List.copyOf(parked.values())) {
                if (routes.containsKey(routeName(entry))) {
                    parked.remove(entry.key());
                    if (known.add(entry.key())) {
                        due.add(new Due(millis.getAsLong(), order++, entry));
                    }
                }
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Kept for an action that may come back; beyond the bound an entry waits for the next start.
     */
    private void park(OutboxEntry entry) {
        if (parked.size() < PARKED_MAX) {
            parked.put(entry.key(), entry);
        }
    }

    /**
     * Sends nothing of these actions from now on: what waits of them is forgotten here, and must be
     * offered again when they go on. A request under way ends as it may.
     */
    public void pause(Set<String> actions) {
        lock.lock();
        try {
            paused = Set.copyOf(actions);
            parked.values().removeIf(entry -> paused.contains(entry.action()));
            due.removeIf(
                    waiting ->
                            paused.contains(waiting.entry().action())
                                    && known.remove(waiting.entry().key()));
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The name of the route of a step of an action, by which its receiver is watched too.
     *
     * @param step null for the action's own
     */
    public static String routeName(String action, @Nullable String step) {
        return step == null ? action : action + "." + step;
    }

    private static String routeName(OutboxEntry entry) {
        return routeName(entry.action(), entry.step());
    }

    public void start() {
        thread = Thread.ofVirtual().name("deliveries").start(this::run);
    }

    /** Takes a pending entry that is in the journal; one that is known already is passed over. */
    public void offer(OutboxEntry entry) {
        lock.lock();
        try {
            if (closed || paused.contains(entry.action())) {
                return;
            }
            if (!routes.containsKey(routeName(entry))) {
                park(entry);
            } else if (known.add(entry.key())) {
                due.add(new Due(millis.getAsLong(), order++, entry));
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets go of an entry that is not in the outbox any more: it is not sent again, and what comes
     * of a request that is under way is not written down. One that is not known is passed over.
     */
    public void withdraw(String key) {
        lock.lock();
        try {
            parked.remove(key);
            if (!known.contains(key)) {
                return;
            }
            if (due.removeIf(each -> each.entry().key().equals(key))) {
                known.remove(key);
            } else {
                withdrawn.add(key);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private boolean isWithdrawn(String key) {
        lock.lock();
        try {
            return withdrawn.contains(key);
        } finally {
            lock.unlock();
        }
    }

    /** Looks again at what waits, since a receiver may be asked again. */
    public void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Entries that wait for a request or its answer. */
    public int pending() {
        lock.lock();
        try {
            return known.size();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (true) {
                OutboxEntry entry = next();
                if (entry == null) {
                    return;
                }
                concurrent.acquire();
                Thread.ofVirtual().name("delivery-" + entry.key()).start(() -> attempt(entry));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the next entry that is due and whose row has no request under way. */
    private @Nullable OutboxEntry next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                Due free = null;
                long now = millis.getAsLong();
                long wait = Long.MAX_VALUE;
                Set<String> held = new HashSet<>();
                int heldRoutes = 0;
                for (Due candidate : due) {
                    if (candidate.atMillis() > now) {
                        wait = Math.min(wait, candidate.atMillis() - now);
                        break;
                    }
                    String receiver = routeName(candidate.entry());
                    if (held.contains(receiver)) {
                        continue;
                    }
                    long until = freeAt(candidate.entry(), now);
                    if (until <= now) {
                        if (!busyRows.contains(row(candidate.entry()))) {
                            free = candidate;
                            break;
                        }
                        continue;
                    }
                    held.add(receiver);
                    // One that waits for an answer is looked at again when that has come.
                    wait = until == PaceKeeper.BUSY ? wait : Math.min(wait, until - now);
                    heldRoutes += routes.containsKey(receiver) ? 1 : 0;
                    if (heldRoutes == routes.size()) {
                        break;
                    }
                }
                if (free != null) {
                    due.remove(free);
                    gate.begins(routeName(free.entry()));
                    busyRows.add(row(free.entry()));
                    pace(free.entry()).begin(now);
                    return free.entry();
                }
                if (wait == Long.MAX_VALUE) {
                    changed.await();
                } else {
                    boolean ignored = changed.await(wait, TimeUnit.MILLISECONDS);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** When its receiver may be asked; {@link PaceKeeper#BUSY} when a request has to end before. */
    private long freeAt(OutboxEntry entry, long nowMillis) {
        long blocked = gate.blockedMillis(routeName(entry));
        return blocked > 0 ? nowMillis + blocked : pace(entry).freeAt(nowMillis);
    }

    private PaceKeeper pace(OutboxEntry entry) {
        String name = routeName(entry);
        Route route = routes.get(name);
        return paces.computeIfAbsent(name, _ -> new PaceKeeper())
                .with(route == null ? Pace.DEFAULT : route.pace());
    }

    private static String row(OutboxEntry entry) {
        return entry.action() + '\u001f' + entry.rowKey();
    }

    private void attempt(OutboxEntry entry) {
        OutboxEntry outcome = entry;
        boolean told = false;
        try {
            Route route = routes.get(routeName(entry));
            if (route != null && !paused.contains(entry.action())) {
                long began = System.nanoTime();
                WebhookSender.Answer answer = sender.send(route.webhook(), entry);
                told = true;
                long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
                switch (answer) {
                    case WebhookSender.Answer.Retryable failure ->
                            gate.failed(routeName(entry), failure.reason());
                    case WebhookSender.Answer.Accepted _, WebhookSender.Answer.Refused _ ->
                            gate.answered(routeName(entry));
                }
                outcome = outcome(entry, route, answer);
                if (!isWithdrawn(entry.key())) {
                    journal(outcome, DeliveryAttempt.of(outcome, answer.httpStatus(), took));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("delivery {} failed by a fault of ours", entry.key(), e);
        } finally {
            if (!told) {
                gate.abandoned(routeName(entry));
            }
            concurrent.release();
            settle(outcome);
        }
    }

    /** What a full disk does not take is tried again, so that nothing is sent anew meanwhile. */
    private void journal(OutboxEntry outcome, DeliveryAttempt attempt) throws InterruptedException {
        while (true) {
            try {
                writer.write(outcome, attempt);
                return;
            } catch (TidemillException e) {
                LOG.warn("the outcome of delivery {} waits: {}", outcome.key(), e.message());
                if (isClosed() || e.errorCode() != ErrorCode.DISK_FULL) {
                    return;
                }
                Thread.sleep(OUTCOME_PAUSE);
            }
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private OutboxEntry outcome(OutboxEntry entry, Route route, WebhookSender.Answer answer) {
        long micros = millis.getAsLong() * 1000;
        return switch (answer) {
            case WebhookSender.Answer.Accepted accepted -> entry.delivered(micros);
            case WebhookSender.Answer.Refused refused ->
                    entry.failed(OutboxEntry.Status.DEAD, refused.reason(), micros);
            case WebhookSender.Answer.Retryable retryable -> {
                boolean last = entry.attempts() + 1 >= route.schedule().attemptsMax();
                yield entry.failed(
                        last ? OutboxEntry.Status.DEAD : OutboxEntry.Status.PENDING,
                        retryable.reason(),
                        micros);
            }
        };
    }

    private void settle(OutboxEntry entry) {
        lock.lock();
        try {
            busyRows.remove(row(entry));
            pace(entry).end();
            Route route = routes.get(routeName(entry));
            boolean stays = !withdrawn.remove(entry.key());
            boolean goesOn = stays && !paused.contains(entry.action()) && !closed;
            if (entry.status() == OutboxEntry.Status.PENDING && route != null && goesOn) {
                long wait = route.schedule().waitAfter(entry.attempts(), random).toMillis();
                due.add(new Due(millis.getAsLong() + wait, order++, entry));
            } else {
                known.remove(entry.key());
                if (entry.status() == OutboxEntry.Status.PENDING && goesOn) {
                    park(entry);
                }
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Stops sending; what is pending stays in the outbox for the next start. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
        sender.close();
    }
}
