package dev.tidemill.node.action;

import static java.util.Objects.requireNonNull;

import dev.tidemill.actions.ActionControl;
import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.TickPublisher;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What people ask and say of a mill's actions. What is said is an entry of the journal, and holds
 * from its tick on, through every restart. Safe for all threads.
 */
public final class ActionDesk {
    /** Silences of all actions that are kept. */
    static final int SILENCES_MAX = 10_000;

    /** Deliveries that are driven again at once. */
    static final int RETRIED_MAX = 10_000;

    /** Rows of a backtest unless more are asked for. */
    public static final long BACKTEST_ROWS_DEFAULT = 1_000_000;

    private static final long PUBLISH_MILLIS_MAX = 60_000;

    /** What part of the state's memory a backtest may take beside it: one of so many. */
    private static final int STATE_SHARE = 4;

    private final Supplier<Project> project;
    private final Supplier<Map<String, ActionCounts>> counts;
    private final Ingest ingest;
    private final TickPublisher publisher;
    private final LongSupplier tickMicros;
    private final Semaphore backtests = new Semaphore(1);

    /**
     * @param tickMicros the time that the next tick would have
     */
    public ActionDesk(
            Supplier<Project> project,
            Supplier<Map<String, ActionCounts>> counts,
            Ingest ingest,
            TickPublisher publisher,
            LongSupplier tickMicros) {
        this.project = requireNonNull(project, "project");
        this.counts = requireNonNull(counts, "counts");
        this.ingest = requireNonNull(ingest, "ingest");
        this.publisher = requireNonNull(publisher, "publisher");
        this.tickMicros = requireNonNull(tickMicros, "tickMicros");
    }

    /** All actions, by name. */
    public List<ActionState> states() {
        Map<String, ActionCounts> known = counts.get();
        Controls controls = controls();
        Set<String> paused = controls.paused();
        long now = tickMicros.getAsLong();
        return project.get().actions().stream()
                .sorted(Comparator.comparing(ActionDefinition::name))
                .map(
                        action ->
                                new ActionState(
                                        action.name(),
                                        action.on(),
                                        effect(action),
                                        action.shadow(),
                                        paused.contains(action.name()),
                                        silences(action.name(), controls, now),
                                        known.getOrDefault(action.name(), ActionCounts.NONE)))
                .toList();
    }

    private static String effect(ActionDefinition action) {
        return action.write() != null ? "write" : action.steps().isEmpty() ? "webhook" : "steps";
    }

    private static List<ActionState.Silence> silences(
            String action, Controls controls, long nowMicros) {
        return controls.all().stream()
                .filter(control -> control.kind() == ActionControl.Kind.SILENCE)
                .filter(control -> control.action().equals(action) && control.holdsAt(nowMicros))
                .sorted(Comparator.comparing(ActionControl::id))
                .map(
                        control ->
                                new ActionState.Silence(
                                        shown(control.rowKey()),
                                        instant(control.untilMicros()),
                                        control.reason()))
                .toList();
    }

    private static @Nullable String shown(@Nullable String rowKey) {
        return rowKey == null ? null : KeyParts.shown(rowKey);
    }

    private static @Nullable String instant(@Nullable Long micros) {
        return micros == null ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }

    private Controls controls() {
        Controls controls = new Controls();
        try (PublishedTick published = publisher.pin()) {
            controls.read(published.snapshot().table(SystemTables.ACTION_CONTROLS.name()));
        }
        return controls;
    }

    /**
     * Sends nothing of an action any more; what fires waits in the outbox. Returns the tick from
     * which on that holds.
     *
     * @param reason why; null when nobody says
     * @throws TidemillException NOT_FOUND
     */
    public long pause(String action, @Nullable String reason) throws InterruptedException {
        requireAction(action);
        return put(
                new ActionControl(
                        action,
                        ActionControl.Kind.PAUSE,
                        null,
                        null,
                        reason,
                        tickMicros.getAsLong()));
    }

    /** Ends a pause; what has waited is sent. Returns the tick from which on that holds. */
    public long resume(String action) throws InterruptedException {
        return lift(new ActionControl(action, ActionControl.Kind.PAUSE, null, null, null, 0));
    }

    /**
     * Tells nobody of what fires, for a time. Returns the tick from which on that holds.
     *
     * @param key of the rows, in the order of the action's key; none for all rows
     * @param span by the ticks' time
     * @param reason why; null when nobody says
     * @throws TidemillException NOT_FOUND, INVALID_REQUEST, BACKPRESSURE when there are too many
     */
    public long silence(String action, List<String> key, Duration span, @Nullable String reason)
            throws InterruptedException {
        requireKey(action, key);
        long now = tickMicros.getAsLong();
        long silences =
                controls().all().stream()
                        .filter(each -> each.kind() == ActionControl.Kind.SILENCE)
                        .filter(each -> each.holdsAt(now))
                        .count();
        if (silences >= SILENCES_MAX) {
            throw new TidemillException(
                            ErrorCode.BACKPRESSURE,
                            "there are %,d silences already".formatted(SILENCES_MAX))
                    .withHint("silence the whole action, or lift some");
        }
        return put(
                new ActionControl(
                        action,
                        ActionControl.Kind.SILENCE,
                        key.isEmpty() ? null : KeyParts.joined(key),
                        now + ChronoUnit.MICROS.between(Instant.EPOCH, Instant.EPOCH.plus(span)),
                        reason,
                        now));
    }

    /** Ends a silence before its time. Returns the tick from which on that holds. */
    public long endSilence(String action, List<String> key) throws InterruptedException {
        return lift(
                new ActionControl(
                        action,
                        ActionControl.Kind.SILENCE,
                        key.isEmpty() ? null : KeyParts.joined(key),
                        null,
                        null,
                        0));
    }

    private ActionDefinition requireAction(String name) {
        List<ActionDefinition> actions = project.get().actions();
        return actions.stream()
                .filter(action -> action.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new TidemillException(
                                                ErrorCode.NOT_FOUND, "there is no action " + name)
                                        .withHint(
                                                ClosestWord.to(
                                                                name,
                                                                actions.stream()
                                                                        .map(ActionDefinition::name)
                                                                        .toList())
                                                        .map(near -> "did you mean " + near + "?")
                                                        .orElse("tidemill action list")));
    }

    private void requireKey(String action, List<String> key) {
        List<String> columns = requireAction(action).key();
        if (!key.isEmpty() && key.size() != columns.size()) {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST,
                            "the key of %s has %d parts, not %d"
                                    .formatted(action, columns.size(), key.size()))
                    .withHint("give a value for each of " + columns);
        }
    }

    /** Takes those that are over with it. */
    private long put(ActionControl control) throws InterruptedException {
        long now = tickMicros.getAsLong();
        List<ActionControl> over =
                controls().all().stream().filter(each -> !each.holdsAt(now)).toList();
        List<InputChange> changes = new ArrayList<>();
        if (!over.isEmpty()) {
            changes.add(change(InputChange.Op.DELETE, over));
        }
        changes.add(change(InputChange.Op.UPSERT, List.of(control)));
        return admit(changes);
    }

    private long lift(ActionControl control) throws InterruptedException {
        boolean known = controls().all().stream().anyMatch(each -> each.id().equals(control.id()));
        if (!known) {
            throw new TidemillException(
                            ErrorCode.NOT_FOUND,
                            control.action()
                                    + (control.kind() == ActionControl.Kind.PAUSE
                                            ? " is not paused"
                                            : " has no such silence"))
                    .withHint("tidemill action list says what holds");
        }
        return admit(List.of(change(InputChange.Op.DELETE, List.of(control))));
    }

    private static InputChange change(InputChange.Op op, List<ActionControl> controls) {
        return new InputChange(
                SystemTables.ACTION_CONTROLS.name(), op, ActionControl.toRows(controls));
    }

    private long admit(List<InputChange> changes) throws InterruptedException {
        long tick = Ingest.awaitSealed(ingest.admitOwn(changes, "action"));
        if (!publisher.await(tick, PUBLISH_MILLIS_MAX)) {
            throw new TidemillException(
                            ErrorCode.NOT_READY, "tick " + tick + " is not published yet")
                    .withHint("what was said is on disk and will hold");
        }
        return tick;
    }

    /**
     * Deliveries that were given up, newest first.
     *
     * @param action null for all
     */
    public List<OutboxEntry> dead(@Nullable String action, long limit) {
        return deadOf(action).stream()
                .sorted(Comparator.comparingLong(OutboxEntry::createdTick).reversed())
                .limit(limit)
                .toList();
    }

    private List<OutboxEntry> deadOf(@Nullable String action) {
        try (PublishedTick published = publisher.pin()) {
            return ActionRuntime.entries(published.snapshot().table(SystemTables.OUTBOX.name()))
                    .stream()
                    .filter(entry -> entry.status() == OutboxEntry.Status.DEAD)
                    .filter(entry -> action == null || entry.action().equals(action))
                    .toList();
        }
    }

    /**
     * What was driven again.
     *
     * @param tick from which on they are pending
     */
    public record Retried(long retried, long tick) {}

    /**
     * Drives deliveries again that were given up, with the keys that they had.
     *
     * @param keys their idempotency keys; those of others are passed over
     * @throws TidemillException NOT_FOUND when none of them was given up
     */
    public Retried retry(Collection<String> keys) throws InterruptedException {
        Set<String> wanted = new HashSet<>(keys);
        return again(deadOf(null).stream().filter(entry -> wanted.contains(entry.key())).toList());
    }

    /** Drives all deliveries of an action again that were given up, the oldest first. */
    public Retried retryAll(String action) throws InterruptedException {
        return again(deadOf(action));
    }

    private Retried again(List<OutboxEntry> dead) throws InterruptedException {
        if (dead.isEmpty()) {
            throw new TidemillException(ErrorCode.NOT_FOUND, "no such delivery was given up")
                    .withHint("tidemill action dead lists those that were");
        }
        long micros = System.currentTimeMillis() * 1000;
        List<OutboxEntry> pending =
                dead.stream().limit(RETRIED_MAX).map(entry -> entry.again(micros)).toList();
        long tick =
                admit(
                        List.of(
                                new InputChange(
                                        SystemTables.OUTBOX.name(),
                                        InputChange.Op.UPSERT,
                                        OutboxEntry.toRows(pending))));
        return new Retried(pending.size(), tick);
    }

    /**
     * Says what an action would have done with the rows that are kept. Nothing is sent.
     *
     * @param fromMicros what fires before is not told; null for all
     * @param toMicros rows from then on are not taken; null for all
     * @param every the span of one tick
     * @throws TidemillException NOT_FOUND; TABLE_SUSPENDED; RESULT_TOO_LARGE when there are more
     *     rows than {@code rowsMax}; BACKPRESSURE while another one runs
     */
    public BacktestReport backtest(
            String action,
            @Nullable Long fromMicros,
            @Nullable Long toMicros,
            Duration every,
            long rowsMax) {
        ActionDefinition defined = requireAction(action);
        if (!backtests.tryAcquire()) {
            throw new TidemillException(ErrorCode.BACKPRESSURE, "another backtest runs")
                    .withHint("try it again when that has ended");
        }
        try (PublishedTick published = publisher.pin()) {
            DefinitionsInForce.View view = published.definitions();
            ActionRule rule =
                    view.definitions().actions().stream()
                            .filter(each -> each.name().equals(defined.name()))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new TidemillException(
                                                    ErrorCode.NOT_READY,
                                                    action + " is not in force yet"));
            Backtest.Terms terms =
                    new Backtest.Terms(
                            fromMicros,
                            toMicros,
                            Math.max(1, every.toNanos() / 1_000),
                            rowsMax,
                            project.get().limits().stateMemory() / STATE_SHARE);
            return new Backtest(rule, terms, view).run(published);
        } finally {
            backtests.release();
        }
    }
}
