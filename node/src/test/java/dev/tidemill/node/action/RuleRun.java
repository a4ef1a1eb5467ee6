package dev.tidemill.node.action;

import dev.tidemill.actions.ActionControl;
import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.actions.Transition;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TickOutput;
import dev.tidemill.node.definition.DefinitionPlanner;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.function.FunctionSource;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.projecttest.ScratchMill;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.record.ActionTerms;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.tick.Mill;
import dev.tidemill.node.tick.SealedTick;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One action on a live table over readings, whose ticks and times a test makes. Times are seconds.
 */
final class RuleRun implements Mill.TickFollower, AutoCloseable {
    static final String NAME = "tell";
    static final long SECOND = 1_000_000;

    static final InputTable READINGS =
            new InputTable(
                    "readings",
                    Schema.of(
                            new Field("id", Type.TEXT, false),
                            new Field("level", Type.INTEGER, true),
                            new Field("area", Type.TEXT, true)),
                    List.of(0),
                    -1);
    static final InputTable MARKS =
            new InputTable("marks", Schema.of(new Field("id", Type.TEXT, false)), List.of(0), -1);
    static final String HIGH = "SELECT id, level, area FROM readings WHERE level > 5";

    private final DefinitionEntry definitions;
    private final ScratchMill mill;
    private ActionRules rules;

    /** All that was told, by tick. */
    final List<OutboxEntry> notices = new ArrayList<>();

    RuleRun(ActionRule rule, String sql) {
        List<InputTable> inputs = new ArrayList<>(SystemTables.all());
        inputs.add(READINGS);
        inputs.add(MARKS);
        DefinitionEntry unplanned =
                new DefinitionEntry(
                        inputs,
                        List.of(new DefinitionEntry.LiveSql("high", sql, "")),
                        Set.of(),
                        List.of(rule));
        List<PlannedTable> live = DefinitionPlanner.plan(unplanned);
        definitions = unplanned;
        rules = fresh();
        mill =
                new ScratchMill(
                        new ScratchMill.Tables(
                                unplanned.withActions(List.of()),
                                live,
                                FunctionSource.NONE,
                                64 << 20),
                        "test",
                        new AtomicLong(),
                        0);
        mill.followWith(this);
    }

    private ActionRules fresh() {
        return new ActionRules(definitions, this::schemas, Set::of);
    }

    private Map<String, Schema> schemas() {
        Map<String, Schema> schemas = new HashMap<>();
        definitions.inputs().forEach(input -> schemas.put(input.name(), input.schema()));
        return schemas;
    }

    static ActionRule rule(ActionTerms terms, Transition.Kind... when) {
        return new ActionRule(NAME, "1", "high", List.of("id"), Set.of(when), null, terms);
    }

    /** Terms of which a test changes some. */
    static ActionTerms terms(long staySeconds, long repeatSeconds) {
        return new ActionTerms(
                List.of(),
                staySeconds * SECOND,
                repeatSeconds * SECOND,
                "",
                null,
                null,
                null,
                false,
                false,
                null,
                List.of(),
                0);
    }

    RuleRun set(long seconds, String id, int level, String area) {
        Batch row = new BatchBuilder(READINGS.schema(), 1).add(1, id, level, area).build();
        return tick(seconds, new InputChange("readings", InputChange.Op.UPSERT, row));
    }

    RuleRun set(long seconds, String id, int level) {
        return set(seconds, id, level, "north");
    }

    RuleRun remove(long seconds, String id) {
        Batch row = new BatchBuilder(READINGS.schema(), 1).add(1, id, null, null).build();
        return tick(seconds, new InputChange("readings", InputChange.Op.DELETE, row));
    }

    RuleRun pass(long seconds) {
        return tick(seconds);
    }

    RuleRun control(long seconds, ActionControl control) {
        return tick(
                seconds,
                new InputChange(
                        SystemTables.ACTION_CONTROLS.name(),
                        InputChange.Op.UPSERT,
                        ActionControl.toRows(List.of(control))));
    }

    /** The newest notice has this outcome. */
    RuleRun settle(long seconds, OutboxEntry outcome) {
        return tick(
                seconds,
                new InputChange(
                        SystemTables.OUTBOX.name(),
                        InputChange.Op.UPSERT,
                        OutboxEntry.toRows(List.of(outcome))));
    }

    RuleRun delivered(long seconds) {
        return settle(seconds, notices.getLast().delivered(1));
    }

    RuleRun refused(long seconds) {
        return settle(seconds, notices.getLast().failed(OutboxEntry.Status.DEAD, "HTTP 410", 1));
    }

    RuleRun tick(long seconds, InputChange... changes) {
        mill.tick(seconds * SECOND, List.of(changes));
        return this;
    }

    /** What is known goes through the bytes of a checkpoint. */
    RuleRun restart() {
        List<byte[]> kept = rules.kept();
        List<ActionControl> controls = List.copyOf(rules.controls().all());
        rules = fresh();
        kept.forEach(rules::restore);
        boolean ignored = rules.controls().follow(ActionControl.toRows(controls));
        return this;
    }

    @Override
    public void defined(DefinitionEntry newer, Circuit circuit) {
        throw new IllegalStateException("the definitions stay");
    }

    @Override
    public void recovered() {
        rules.recovered();
    }

    @Override
    public void output(SealedTick sealed, TickOutput output) {
        notices.addAll(rules.follow(sealed.tick(), sealed.nowMicros(), output.changes()));
    }

    /** What was told, each as {@code KIND KEY@SECONDS}. */
    List<String> told() {
        return notices.stream()
                .map(
                        each ->
                                "%s %s@%d"
                                        .formatted(
                                                each.transition(),
                                                each.rowKey(),
                                                each.updatedMicros() / SECOND))
                .toList();
    }

    ActionCounts counts() {
        return rules.counts().getOrDefault(NAME, ActionCounts.NONE);
    }

    long dueSeconds() {
        long due = rules.dueMicros();
        return due == Long.MAX_VALUE ? -1 : due / SECOND;
    }

    @Override
    public void close() {
        mill.close();
    }
}
