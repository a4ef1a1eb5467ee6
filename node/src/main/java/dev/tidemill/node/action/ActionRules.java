package dev.tidemill.node.action;

import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.actions.Transition;
import dev.tidemill.actions.TransitionDetector;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.definition.TableReach;
import dev.tidemill.node.forget.SubjectInActions;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.record.DefinitionEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the actions in force make of ticks, replayed ones included. It depends on nothing but the
 * ticks, what was journalled of people's words among them. Engine thread only.
 */
final class ActionRules {
    private final Supplier<Map<String, Schema>> inputSchemas;
    private final Supplier<Set<String>> suspended;
    private final Controls controls = new Controls();
    private final Map<String, LatchedNotices> latched = new HashMap<>();

    /** Actions that have ended, or are others by now, until their notices are told. */
    private final List<ActionProgress> ended = new ArrayList<>();

    private Map<String, ActionProgress> progress = new LinkedHashMap<>();

    /** For each action that writes, those whose writes may have led to its own. */
    private Map<String, Set<String>> writersBehind = Map.of();

    private List<ActionRule> inForce;
    private Map<String, String> planHashes;
    private boolean recovering;

    /** Who is erased in the tick that is followed next. */
    private Collection<SubjectInActions> erased = List.of();

    /**
     * @param definitions those in force
     * @param suspended the live tables that do not run
     */
    ActionRules(
            DefinitionEntry definitions,
            Supplier<Map<String, Schema>> inputSchemas,
            Supplier<Set<String>> suspended) {
        this.inputSchemas = inputSchemas;
        this.suspended = suspended;
        this.inForce = definitions.actions();
        this.planHashes = planHashes(definitions);
        inForce.forEach(rule -> progress.put(rule.name(), new ActionProgress(rule)));
        writersBehind = writersBehind(definitions);
    }

    private static Map<String, String> planHashes(DefinitionEntry definitions) {
        Map<String, String> hashes = new HashMap<>();
        definitions.liveTables().forEach(table -> hashes.put(table.name(), table.planHash()));
        return hashes;
    }

    private static Map<String, Set<String>> writersBehind(DefinitionEntry definitions) {
        TableReach reach = TableReach.of(definitions);
        Map<String, Set<String>> behind = new HashMap<>();
        for (ActionRule rule : definitions.actions()) {
            if (rule.terms().write() != null) {
                behind.put(rule.name(), reach.writersBehind(rule));
            }
        }
        return behind;
    }

    /** Takes what a checkpoint kept; false when it is not of this kind. */
    boolean restore(byte[] kept) {
        return switch (kept[0]) {
            case LatchedNotices.CODE -> {
                LatchedNotices state = LatchedNotices.decode(kept);
                latched.put(state.action(), state);
                yield true;
            }
            case ActionProgress.CODE -> {
                Map<String, ActionRule> rules = new HashMap<>();
                inForce.forEach(rule -> rules.put(rule.name(), rule));
                ActionProgress state = ActionProgress.decode(kept, rules);
                if (state != null) {
                    progress.put(state.rule().name(), state);
                }
                yield true;
            }
            default -> false;
        };
    }

    /** Takes the controls that a recovered state holds. */
    void readControls(Circuit circuit) {
        try (CircuitSnapshot snapshot = circuit.snapshot()) {
            String table = SystemTables.ACTION_CONTROLS.name();
            if (snapshot.tables().contains(table)) {
                controls.read(snapshot.table(table));
            }
        }
    }

    List<ActionRule> inForce() {
        return inForce;
    }

    Controls controls() {
        return controls;
    }

    /** Whether something is known of latches. */
    boolean knowsLatches() {
        return !latched.isEmpty();
    }

    /** These definitions are in force from this tick on; its rows are not stepped yet. */
    void defined(DefinitionEntry newer, Circuit circuit) {
        Map<String, ActionRule> former = new HashMap<>();
        inForce.forEach(rule -> former.put(rule.name(), rule));
        Map<String, String> formerHashes = planHashes;
        inForce = newer.actions();
        planHashes = planHashes(newer);
        writersBehind = writersBehind(newer);
        useLatches(former, circuit);
        Map<String, ActionProgress> next = new LinkedHashMap<>();
        for (ActionRule rule : inForce) {
            ActionProgress state = goneOn(progress.remove(rule.name()), rule);
            next.put(rule.name(), state);
            boolean another =
                    !Objects.equals(formerHashes.get(rule.table()), planHashes.get(rule.table()));
            if (another && state.knowsRows()) {
                replaceRows(state, circuit);
            }
        }
        ended.addAll(progress.values());
        progress = next;
    }

    private ActionProgress goneOn(@Nullable ActionProgress former, ActionRule rule) {
        if (former != null && former.rule().equals(rule)) {
            return former;
        }
        ActionProgress fresh = new ActionProgress(rule);
        if (former != null) {
            if (isOfSameRows(former.rule(), rule)) {
                fresh.takeOver(former);
            }
            ended.add(former);
        }
        return fresh;
    }

    private static boolean isOfSameRows(ActionRule one, ActionRule other) {
        return one.version().equals(other.version())
                && one.table().equals(other.table())
                && one.key().equals(other.key());
    }

    private static void replaceRows(ActionProgress state, Circuit circuit) {
        ActionRule rule = state.rule();
        try (CircuitSnapshot snapshot = circuit.snapshot()) {
            if (!snapshot.tables().contains(rule.table())) {
                return; // suspended: its rows are looked at when it runs again
            }
            TableSnapshot table = snapshot.table(rule.table());
            TransitionDetector keys = keys(rule.key(), table.schema());
            Map<String, Batch> there = new HashMap<>();
            scan(
                    table,
                    (rows, row) ->
                            there.put(
                                    keys.rowKey(rows, row),
                                    rows.gather(new int[] {row}, 1).withWeights(null)));
            state.replaceRows(table.schema(), there);
        }
    }

    private void useLatches(Map<String, ActionRule> former, Circuit circuit) {
        Set<String> latches = new HashSet<>();
        for (ActionRule rule : inForce) {
            ActionRule.Latch latch = rule.latch();
            if (latch == null) {
                continue;
            }
            latches.add(rule.name());
            ActionRule before = former.get(rule.name());
            boolean same =
                    before == null
                            || (isOfSameRows(before, rule)
                                    && Objects.equals(before.latch(), rule.latch()));
            if (!latched.containsKey(rule.name()) || !same) {
                latched.put(rule.name(), begun(rule.name(), latch, circuit));
            }
        }
        latched.keySet().retainAll(latches);
    }

    /** What is known of a latch that an action begins to use: the keys in it count as told. */
    private LatchedNotices begun(String action, ActionRule.Latch latch, Circuit circuit) {
        LatchedNotices state = new LatchedNotices(action);
        TransitionDetector keys = latchKeys(latch);
        try (CircuitSnapshot snapshot = circuit.snapshot()) {
            scan(snapshot.table(latch.table()), (rows, row) -> state.begin(keys.rowKey(rows, row)));
        }
        return state;
    }

    @FunctionalInterface
    private interface RowConsumer {
        void accept(Batch rows, int row);
    }

    private static void scan(TableSnapshot table, RowConsumer consumer) {
        int[] columns = new int[table.schema().size()];
        java.util.Arrays.setAll(columns, i -> i);
        for (Supplier<@Nullable Batch> part : table.scan(columns)) {
            Batch rows;
            while ((rows = part.get()) != null) {
                for (int row = 0; row < rows.size(); row++) {
                    consumer.accept(rows, row);
                }
            }
        }
    }

    private TransitionDetector latchKeys(ActionRule.Latch latch) {
        return keys(latch.key(), Objects.requireNonNull(inputSchemas.get().get(latch.table())));
    }

    private static TransitionDetector keys(List<String> names, Schema schema) {
        return new TransitionDetector(names.stream().mapToInt(schema::indexOf).toArray());
    }

    /** The mill was opened again before the tick that is followed next. */
    void recovered() {
        recovering = true;
    }

    /**
     * Forgets what is known of people, and tells nothing of them in the tick that is followed next:
     * they are erased in it.
     */
    void erase(Collection<SubjectInActions> people) {
        erased = people;
        for (SubjectInActions person : people) {
            progress.values().forEach(state -> state.erase(person));
            ended.forEach(state -> state.erase(person));
            latched.values().forEach(state -> state.silence(person::isIn));
        }
    }

    /** Whether a transition is one of an erased person's row. */
    private boolean isErased(ActionRule rule, Transition transition) {
        Batch old = transition.old();
        return erased.stream()
                .anyMatch(
                        person ->
                                person.isRow(rule, transition.row(), 0)
                                        || (old != null && person.isRow(rule, old, 0)));
    }

    /** The notices of a tick. */
    List<OutboxEntry> follow(long tick, long nowMicros, Map<String, Batch> changes) {
        boolean recovered = recovering;
        recovering = false;
        boolean ignored = controls.follow(changes.get(SystemTables.ACTION_CONTROLS.name()));
        List<OutboxEntry> settled = settled(changes.get(SystemTables.OUTBOX.name()));
        List<OutboxEntry> notices = new ArrayList<>();
        ended.forEach(former -> notices.addAll(former.finish(tick, nowMicros)));
        ended.clear();
        Set<String> notRunning = suspended.get();
        for (ActionProgress state : progress.values()) {
            ActionRule rule = state.rule();
            ActionProgress.Moment moment =
                    new ActionProgress.Moment(
                            tick,
                            nowMicros,
                            controls,
                            !notRunning.contains(rule.table()),
                            depth(rule, settled));
            ActionRule.Latch latch = rule.latch();
            Batch moved = changes.get(rule.table());
            if (latch != null) {
                notices.addAll(
                        state.pass(
                                moment, latched(state, latch, moment, moved, changes, recovered)));
            } else {
                List<Transition> others =
                        transitions(rule, tick, moved).stream()
                                .filter(transition -> !isErased(rule, transition))
                                .toList();
                notices.addAll(state.advance(moment, others, of(rule, settled)));
            }
        }
        erased = List.of();
        return notices;
    }

    private static List<Transition> transitions(ActionRule rule, long tick, @Nullable Batch moved) {
        return moved == null ? List.of() : keys(rule.key(), moved.schema()).detect(tick, moved);
    }

    /** Deliveries whose outcome a tick holds. */
    private List<OutboxEntry> settled(@Nullable Batch outbox) {
        boolean wanted =
                inForce.stream()
                        .map(ActionRule::terms)
                        .anyMatch(terms -> terms.write() != null || !terms.steps().isEmpty());
        if (outbox == null || !wanted) {
            return List.of();
        }
        List<OutboxEntry> settled = new ArrayList<>();
        for (int row = 0; row < outbox.size(); row++) {
            if (outbox.weight(row) > 0) {
                OutboxEntry entry = OutboxEntry.fromRow(outbox, row);
                if (entry.isSettled()) {
                    settled.add(entry);
                }
            }
        }
        return settled;
    }

    private static List<OutboxEntry> of(ActionRule rule, List<OutboxEntry> settled) {
        return settled.stream().filter(entry -> entry.action().equals(rule.name())).toList();
    }

    /** One more than the deepest write of the tick that may have led to one of this action. */
    private int depth(ActionRule rule, List<OutboxEntry> settled) {
        Set<String> behind = writersBehind.getOrDefault(rule.name(), Set.of());
        int depth = 0;
        for (OutboxEntry entry : settled) {
            if (behind.contains(entry.action())
                    && entry.status() == OutboxEntry.Status.DELIVERED
                    && WriteNotice.isOne(entry.payload())) {
                depth = Math.max(depth, WriteNotice.of(entry.payload()).depth());
            }
        }
        return depth + 1;
    }

    /** What a latch lets out: of the opening first, then of the tick. */
    private List<OutboxEntry> latched(
            ActionProgress state,
            ActionRule.Latch latch,
            ActionProgress.Moment moment,
            @Nullable Batch moved,
            Map<String, Batch> changes,
            boolean recovered) {
        ActionRule rule = state.rule();
        LatchedNotices known = latched.computeIfAbsent(rule.name(), LatchedNotices::new);
        List<OutboxEntry> passed = new ArrayList<>(recovered ? known.passRecovered() : List.of());
        Batch latchChanges = changes.get(latch.table());
        if (moved != null || latchChanges != null) {
            List<OutboxEntry> notices =
                    state.latchNotices(
                            moment,
                            transitions(rule, moment.tick(), moved),
                            transition -> isErased(rule, transition));
            passed.addAll(known.pass(notices, latchChanges, latchKeys(latch)));
        }
        return passed.stream()
                .filter(notice -> !LatchedNotices.isSilent(notice))
                .filter(notice -> state.isLatchTold(Transition.Kind.of(notice.transition())))
                .toList();
    }

    /** When something is told though nothing comes; {@link Long#MAX_VALUE} for never. */
    long dueMicros() {
        Set<String> notRunning = progress.isEmpty() ? Set.of() : suspended.get();
        return progress.values().stream()
                .mapToLong(state -> state.dueMicros(!notRunning.contains(state.rule().table())))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    Map<String, ActionCounts> counts() {
        Map<String, ActionCounts> counts = new HashMap<>();
        progress.forEach((name, state) -> counts.put(name, state.counts()));
        return Map.copyOf(counts);
    }

    /** What a checkpoint must keep. */
    List<byte[]> kept() {
        List<byte[]> kept = new ArrayList<>();
        latched.values().forEach(state -> kept.add(state.encode()));
        progress.values().forEach(state -> kept.add(state.encode()));
        return kept;
    }
}
