package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.bound.Frontier;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.engine.operator.Consolidation;
import dev.tidemill.engine.operator.Partitions;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plan once over tables as they stand, with the operators that keep live tables: what a
 * statement reads means the same as what a live table shows. State is thrown away afterwards. Any
 * thread, one run each.
 */
public final class PlanRun {
    /** What the rows, and the state beside them, may take: an eighth of the heap each. */
    private static final long BYTES_MAX = Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 8);

    /** The rows are put together, and then in order: each time there are two of them. */
    private static final int COPIES = 2;

    private final Function<String, TableSnapshot> tables;
    private final long nowMicros;

    /**
     * @param tables gives the contents of the tables that the plan scans
     * @param nowMicros the time for temporal filters
     */
    public PlanRun(Function<String, TableSnapshot> tables, long nowMicros) {
        this.tables = tables;
        this.nowMicros = nowMicros;
    }

    /**
     * The plan's rows, each as often as its weight says, without weights.
     *
     * @throws TidemillException the code of the first row that fails, since a statement is done
     *     whole or not at all; MEMORY_LIMIT when its rows or its state would be too large
     */
    public Batch rows(Plan plan) {
        try (Partitions partitions = new Partitions(1)) {
            PageAllocator pages = new PageAllocator(BYTES_MAX);
            StateSpace scratch = new StateSpace(pages);
            Dataflow dataflow = new Dataflow();
            CircuitNode root = dataflow.add(plan, Origin.WHOLE, _ -> scratch);
            List<Batch> output = new ArrayList<>();
            advance(dataflow, root, true, partitions, output);
            long bytes = 0;
            for (String table : LiveOrder.scans(plan)) {
                TableSnapshot contents = tables.apply(table);
                int[] all = IntStream.range(0, contents.schema().size()).toArray();
                for (Supplier<@Nullable Batch> part : contents.scan(all)) {
                    for (Batch chunk = part.get(); chunk != null; chunk = part.get()) {
                        dataflow.feed(table, chunk);
                        int before = output.size();
                        advance(dataflow, root, false, partitions, output);
                        bytes += before == output.size() ? 0 : output.getLast().bytes();
                        requireRoom(Math.max(bytes * COPIES, pages.bytes()));
                    }
                }
            }
            refuseErrors(dataflow);
            Batch all = Batch.concat(plan.schema(), output);
            output.clear();
            return repeated(Consolidation.of(all));
        }
    }

    private static void requireRoom(long bytes) {
        if (bytes > BYTES_MAX) {
            throw new TidemillException(
                            ErrorCode.MEMORY_LIMIT,
                            "the statement needs more than %,d bytes at once".formatted(BYTES_MAX))
                    .withHint("do it in parts, or give the process more memory");
        }
    }

    /**
     * What a plan of projections over one table makes of these rows, in their order.
     *
     * @throws TidemillException the code of the first row that fails
     */
    public static Batch projected(Plan plan, String table, Batch rows) {
        try (Partitions partitions = new Partitions(1)) {
            Dataflow dataflow = new Dataflow();
            StateSpace scratch = new StateSpace(PageAllocator.unbounded());
            CircuitNode root = dataflow.add(plan, Origin.WHOLE, _ -> scratch);
            dataflow.feed(table, rows);
            dataflow.step(0, false, partitions, Frontier.unknown());
            refuseErrors(dataflow);
            return root.output();
        }
    }

    private void advance(
            Dataflow dataflow,
            CircuitNode root,
            boolean initial,
            Partitions partitions,
            List<Batch> output) {
        dataflow.step(nowMicros, initial, partitions, Frontier.unknown());
        if (!root.output().isEmpty()) {
            output.add(root.output());
        }
        dataflow.endTick();
    }

    /** Later rows may have taken an error back, so only those that stand count. */
    private static void refuseErrors(Dataflow dataflow) {
        for (CircuitNode node : dataflow.nodes()) {
            Batch standing = node.standingErrors();
            if (!standing.isEmpty()) {
                List<@Nullable Object> error = standing.row(0);
                throw new TidemillException(
                                ErrorCode.of(
                                        (Integer) java.util.Objects.requireNonNull(error.get(0))),
                                String.valueOf(error.get(1)))
                        .withDetail("in " + error.get(2) + " of the row " + error.get(3));
            }
        }
    }

    private static Batch repeated(Batch rows) {
        int count = 0;
        for (int i = 0; i < rows.size(); i++) {
            count = Math.addExact(count, Math.toIntExact(rows.weight(i)));
        }
        int[] sources = new int[count];
        int at = 0;
        for (int i = 0; i < rows.size(); i++) {
            for (long copy = 0; copy < rows.weight(i); copy++) {
                sources[at++] = i;
            }
        }
        return rows.withWeights(null).gather(sources, count);
    }
}
