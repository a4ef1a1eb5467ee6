package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.bound.Frontier;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.retention.Retention;
import dev.tidemill.engine.operator.Consolidation;
import dev.tidemill.engine.operator.ErrorRows;
import dev.tidemill.engine.operator.Operator;
import dev.tidemill.engine.operator.Partitions;
import dev.tidemill.engine.operator.Step;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.Snapshot;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.engine.state.ZSetShape;
import dev.tidemill.engine.state.ZSetTable;
import dev.tidemill.engine.state.ZSetTableView;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A plan node at work: its operator, its inputs, and its output and errors of the running tick. */
final class CircuitNode {
    private final Plan plan;
    private final NodeName name;
    private final List<CircuitNode> inputs;
    private final @Nullable Operator operator;
    private final ErrorRows errorRows = new ErrorRows();
    private final @Nullable Region errorRegion;
    private final @Nullable ZSetTable errors;
    private final NodeCounters counters = new NodeCounters();
    private final List<Retention.Collected> collected;
    private final long[] bounds;
    private Batch output;
    private Batch errorDelta = Batch.empty(ErrorRows.SCHEMA);

    /** Rows that the latest step took in. */
    private int taken;

    /** How long it worked, on all threads; 0 when there was nothing to do. */
    private long stepNanos;

    /**
     * @param space where the node's state is, found by the name
     */
    CircuitNode(Plan plan, NodeName name, List<CircuitNode> inputs, StateSpace space) {
        this.plan = plan;
        this.name = name;
        this.inputs = inputs;
        this.operator =
                plan instanceof Scan ? null : OperatorFactory.create(plan, space, name.state());
        this.output = Batch.empty(plan.schema());
        this.collected = Retention.of(plan).collected();
        this.bounds = new long[collected.size()];
        Arrays.fill(bounds, Long.MIN_VALUE);
        if (OperatorFactory.isFallible(plan)) {
            errorRegion = space.region(name.errors(), 0);
            errors = new ZSetTable(errorRegion, 0, ERRORS);
        } else {
            errorRegion = null;
            errors = null;
        }
    }

    private static final ZSetShape ERRORS = ZSetShape.wholeRows(ErrorRows.SCHEMA);

    Plan plan() {
        return plan;
    }

    NodeName name() {
        return name;
    }

    List<CircuitNode> inputs() {
        return inputs;
    }

    /** Sets a scan's output: the table's change. */
    void scanned(Batch delta) {
        output = delta.withSchema(plan.schema());
    }

    /** Advances the operator when something changed for it. */
    void step(long nowMicros, boolean initial, Partitions partitions, Frontier frontier) {
        if (operator == null) {
            return;
        }
        taken = 0;
        stepNanos = 0;
        List<Batch> changes = inputs.stream().map(CircuitNode::output).toList();
        boolean idle = changes.stream().allMatch(Batch::isEmpty);
        if (idle && !initial && !operator.movesWithTime()) {
            return;
        }
        long helped = partitions.helperNanos();
        long started = System.nanoTime();
        output =
                operator.step(
                        changes, new Step(nowMicros, initial, errorRows, partitions, frontier));
        long ended = System.nanoTime();
        long in = 0;
        for (Batch change : changes) {
            in += change.size();
        }
        taken = Math.clamp(in, 0, Integer.MAX_VALUE);
        counters.stepped(in, output.size(), ended, ended - started);
        stepNanos = ended - started + partitions.helperNanos() - helped;
        Batch failed = errorRows.drain();
        if (errors != null && !failed.isEmpty()) {
            errorDelta = Consolidation.of(failed);
            errors.apply(errorDelta);
        }
    }

    /** Lets the operator forget what the frontier has passed. */
    void collect(Frontier frontier, Partitions partitions) {
        boolean moved = false;
        for (int i = 0; i < bounds.length; i++) {
            long bound = collected.get(i).bound().at(frontier).orElse(Long.MIN_VALUE);
            moved |= bound > bounds[i];
            bounds[i] = Math.max(bounds[i], bound);
        }
        if (moved && operator != null) {
            operator.collect(bounds.clone(), partitions, taken);
        }
    }

    /** How long the latest step worked, on all threads; 0 when there was nothing to do. */
    long stepNanos() {
        return stepNanos;
    }

    /** Rows that the latest step took in. */
    int taken() {
        return taken;
    }

    Batch output() {
        return output;
    }

    /** Whether what it gives is a table's change, which it did not make. */
    boolean isScan() {
        return operator == null;
    }

    /** Whether the output of a tick has each row once, with a weight other than 0. */
    boolean emitsEachRowOnce() {
        if (plan instanceof Project project && passesAllOn(project)) {
            return inputs.getFirst().emitsEachRowOnce();
        }
        return operator != null && operator.emitsEachRowOnce();
    }

    /** Whether different rows stay different: every column of the input is in the output. */
    private static boolean passesAllOn(Project project) {
        Set<Integer> passed = new HashSet<>();
        for (Project.Column column : project.columns()) {
            if (column.expression() instanceof ColumnRef ref) {
                passed.add(ref.index());
            }
        }
        return passed.size() == project.input().schema().size();
    }

    NodeCounters counters() {
        return counters;
    }

    /** Error rows that no later change has taken back; some of them when there are many. */
    Batch standingErrors() {
        Batch chunk = errors == null ? null : errors.scan().next();
        return chunk == null ? Batch.empty(ErrorRows.SCHEMA) : chunk;
    }

    /** The tick's change of the node's error rows. */
    Batch errorDelta() {
        return errorDelta;
    }

    void endTick() {
        if (!output.isEmpty()) {
            output = Batch.empty(plan.schema());
        }
        if (!errorDelta.isEmpty()) {
            errorDelta = Batch.empty(ErrorRows.SCHEMA);
        }
    }

    /** The region of the node's error rows; null when its rows cannot fail. */
    @Nullable Region errorRegion() {
        return errorRegion;
    }

    static ZSetTableView errorsAt(Snapshot snapshot, Region region) {
        return ZSetTable.at(snapshot, region, 0, ERRORS);
    }
}
