package dev.tidemill.node.action;

import static java.util.Objects.requireNonNull;

import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.circuit.TickOutput;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.projecttest.ScratchMill;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.Suspension;
import dev.tidemill.node.tick.Mill;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.SealedTick;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs the rows that are kept through an action's table once more, beside the mill, and says what
 * the action would have done. Nothing is sent or written. Time is the rows' event time.
 *
 * <p>Rows come in ticks of a span each, and not in those in which they came, so that a row that was
 * in for less than a span may be missed. Owned by one thread.
 */
final class Backtest implements Mill.TickFollower {
    /** Fires that a report lists. */
    static final int FIRES_MAX = 1_000;

    /** Ticks that are made between two rows, for what time alone brings about. */
    private static final int GAP_TICKS_MAX = 1_000;

    /** Ticks in a row in which a latch follows its table. */
    private static final int LATCH_TICKS_MAX = 10;

    private final ActionRule rule;
    private final Terms terms;
    private final DefinitionsInForce.View definitions;
    private final KeptRows rows;
    private final ActionRules rules;
    private final List<String> incomplete = new ArrayList<>();
    private final List<String> asOfNow = new ArrayList<>();
    private final List<BacktestReport.Fire> fires = new ArrayList<>();
    private final Map<String, Long> byTransition = new TreeMap<>();
    private final @Nullable LatchKeeper keeper;

    /** What was fired in the last tick: receivers take everything at once. */
    private List<OutboxEntry> taken = List.of();

    private @Nullable TickOutput newest;
    private long fired;
    private long ticks;

    /**
     * How it is done.
     *
     * @param fromMicros fires before are not told; null for all
     * @param toMicros rows from then on are not taken; null for all
     * @param everyMicros the span of one tick
     * @param rowsMax rows that are taken at most
     * @param stateBytes what the tables' state may take
     */
    record Terms(
            @Nullable Long fromMicros,
            @Nullable Long toMicros,
            long everyMicros,
            long rowsMax,
            long stateBytes) {}

    Backtest(ActionRule rule, Terms terms, DefinitionsInForce.View definitions) {
        this.rule = requireNonNull(rule, "rule");
        this.terms = requireNonNull(terms, "terms");
        this.definitions = requireNonNull(definitions, "definitions");
        this.rows = new KeptRows(terms.rowsMax());
        this.rules =
                new ActionRules(
                        definitions.definitions().withActions(List.of(rule)),
                        this::inputSchemas,
                        Set::of);
        ActionRule.Latch latch = rule.latch();
        this.keeper = latch == null ? null : new LatchKeeper(rule, latch, this::inputSchemas);
    }

    private Map<String, Schema> inputSchemas() {
        Map<String, Schema> schemas = new HashMap<>();
        definitions.inputs().forEach((name, input) -> schemas.put(name, input.schema()));
        return schemas;
    }

    /** Runs it over the rows of a tick. */
    BacktestReport run(PublishedTick published) {
        List<PlannedTable> live = needed();
        Set<String> inputs = new HashSet<>();
        live.forEach(table -> inputs.addAll(table.inputs()));
        for (InputTable table : definitions.inputs().values()) {
            if (inputs.contains(table.name()) && !isLatch(table)) {
                read(table, published.snapshot().table(table.name()));
            }
        }
        rows.sort();
        DefinitionEntry entry = definitions.definitions();
        ScratchMill.Tables tables =
                new ScratchMill.Tables(
                        entry.withIndexes(List.of()).withActions(List.of()),
                        live,
                        definitions.functions(),
                        terms.stateBytes());
        int first = rows.end(0, KeptRows.NO_TIME + 1);
        if (first == rows.size()) {
            return report(first, null, null);
        }
        long begin = rows.micros(first);
        long last = rows.micros(rows.size() - 1);
        Long to = terms.toMicros();
        long end = to == null ? last + terms.everyMicros() : to;
        try (ScratchMill mill = new ScratchMill(tables, "backtest", new AtomicLong(), begin)) {
            mill.followWith(this);
            boolean expires = live.stream().anyMatch(table -> Traits.of(table.plan()).expiring());
            run(mill, begin, end, expires);
            requireRunning(mill);
        }
        return report(first, begin, end);
    }

    /** The latch is written as it would have been. */
    private boolean isLatch(InputTable table) {
        ActionRule.Latch latch = rule.latch();
        return latch != null && latch.table().equals(table.name());
    }

    private List<PlannedTable> needed() {
        Set<String> seen = new HashSet<>(Set.of(rule.table()));
        Deque<PlannedTable> needed = new ArrayDeque<>();
        for (PlannedTable table : List.copyOf(definitions.liveTables().values()).reversed()) {
            if (seen.contains(table.name())) {
                seen.addAll(table.inputs());
                needed.addFirst(table);
            }
        }
        if (needed.isEmpty() && definitions.inputs().containsKey(rule.table())) {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST,
                            "%s is no live table, so nothing can be run through it again"
                                    .formatted(rule.table()))
                    .withHint("what was foretold is journalled, and not foretold anew");
        }
        if (needed.isEmpty()) {
            throw new TidemillException(ErrorCode.TABLE_SUSPENDED, rule.table() + " does not run");
        }
        return List.copyOf(needed);
    }

    private void read(InputTable table, TableSnapshot snapshot) {
        rows.read(table, snapshot);
        Long complete = snapshot.completeFrom();
        if (complete != null) {
            incomplete.add(
                    "rows of %s before %s were dropped".formatted(table.name(), instant(complete)));
        }
        if (table.eventTime() < 0) {
            asOfNow.add(table.name());
        }
    }

    /** A table that was suspended on the way, for want of memory or a fault, has told nothing. */
    private void requireRunning(ScratchMill mill) {
        try (PublishedTick published = mill.pin()) {
            Suspension suspended = published.definitions().suspended().get(rule.table());
            if (suspended != null) {
                throw suspended.asException();
            }
        }
    }

    private void run(ScratchMill mill, long begin, long end, boolean expires) {
        int position = 0;
        long now = begin;
        while (position < rows.size()) {
            long next = Math.max(now, rows.micros(position));
            if (next >= end) {
                break;
            }
            passTime(mill, now, next, expires);
            int until = rows.end(position, Math.min(end, next + terms.everyMicros()));
            now = Math.max(next, rows.micros(until - 1));
            tick(mill, now, position, until);
            position = until;
        }
        passTime(mill, now, end, expires);
    }

    /** Makes ticks without rows: when the action has something to tell, or rows may expire. */
    private void passTime(ScratchMill mill, long from, long to, boolean expires) {
        long span = Math.max(terms.everyMicros(), (to - from) / GAP_TICKS_MAX);
        long now = from;
        while (true) {
            long due = taken.isEmpty() ? Math.max(rules.dueMicros(), now + 1) : now + 1;
            long next = expires ? Math.min(due, now + span) : due;
            if (next >= to) {
                return;
            }
            now = next;
            tick(mill, now, 0, 0);
        }
    }

    private void tick(ScratchMill mill, long micros, int from, int to) {
        ticks++;
        mill.tick(micros, rows.changes(from, to));
        if (keeper != null) {
            List<InputChange> latch = latchChanges(mill, keeper);
            for (int i = 0; !latch.isEmpty() && i < LATCH_TICKS_MAX; i++) {
                ticks++;
                mill.tick(micros, latch);
                latch = latchChanges(mill, keeper);
            }
        }
    }

    private List<InputChange> latchChanges(ScratchMill mill, LatchKeeper latch) {
        try (PublishedTick published = mill.pin()) {
            return latch.follow(requireNonNull(newest, "a tick has run"), published);
        }
    }

    @Override
    public void defined(DefinitionEntry newer, Circuit circuit) {
        throw new IllegalStateException("a backtest keeps its definitions");
    }

    @Override
    public void recovered() {
        throw new IllegalStateException("a backtest is not recovered");
    }

    @Override
    public void output(SealedTick sealed, TickOutput output) {
        Long from = terms.fromMicros();
        newest = output;
        Map<String, Batch> changes = new HashMap<>(output.changes());
        if (!taken.isEmpty()) {
            changes.put(SystemTables.OUTBOX.name(), OutboxEntry.toRows(taken));
        }
        List<OutboxEntry> made = rules.follow(sealed.tick(), sealed.nowMicros(), changes);
        taken =
                made.stream()
                        .filter(entry -> entry.status() == OutboxEntry.Status.PENDING)
                        .map(entry -> entry.delivered(sealed.nowMicros()))
                        .toList();
        for (OutboxEntry entry : made) {
            if (from == null || sealed.nowMicros() >= from) {
                fired++;
                byTransition.merge(entry.transition(), 1L, Long::sum);
                if (fires.size() < FIRES_MAX) {
                    fires.add(
                            new BacktestReport.Fire(
                                    instant(sealed.nowMicros()),
                                    entry.transition(),
                                    KeyParts.shown(entry.rowKey()),
                                    entry.payload()));
                }
            }
        }
    }

    private BacktestReport report(int first, @Nullable Long begin, @Nullable Long end) {
        Long from = terms.fromMicros();
        return new BacktestReport(
                rule.name(),
                from == null ? (begin == null ? null : instant(begin)) : instant(from),
                end == null ? null : instant(end),
                first == rows.size() ? null : instant(rows.micros(first)),
                incomplete,
                asOfNow,
                rows.size(),
                ticks,
                fired,
                byTransition,
                rules.counts().getOrDefault(rule.name(), ActionCounts.NONE),
                fires);
    }

    private static String instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }
}
