package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.PartitionedRows;
import dev.tidemill.engine.state.RowHash;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Functions over the rows around each row. A step computes anew only rows that a change can reach,
 * and emits those whose values differ. For a change at a place of its partition's order these are:
 *
 * <ul>
 *   <li>LAG and LEAD by k: the row and k rows on the other side;
 *   <li>frames of ROWS, RANGE or GROUPS between offsets: the rows whose frames hold the place;
 *   <li>ROW_NUMBER, RANK, DENSE_RANK, and frames from UNBOUNDED PRECEDING: the rows behind the
 *       place, up to where all running values are what they were (at once, when an update changes
 *       none of them). Where to begin is found by {@link OverMarks}, not by counting from the
 *       partition's first row;
 *   <li>sessions: the rows of the sessions that the place joins or divides;
 *   <li>PERCENT_RANK, CUME_DIST, NTILE, and frames to UNBOUNDED FOLLOWING: the whole partition, as
 *       the values of all its rows depend on all of them.
 * </ul>
 *
 * <p>Rows whose value fails (a sum that overflows) are error rows.
 */
public final class OverOperator implements Operator {
    private final Over plan;
    private final List<OverPartition> partitions = new ArrayList<>();

    public OverOperator(Over plan, StateSpace space, String node) {
        this.plan = plan;
        for (int p = 0; p < StateSpace.PARTITIONS; p++) {
            partitions.add(new OverPartition(plan, space.region(node, p)));
        }
    }

    @Override
    public void collect(long[] bounds, PartitionRunner runner, int rows) {
        runner.run(rows, p -> partitions.get(p).collect(bounds[0]));
    }

    @Override
    public Batch step(List<Batch> inputs, Step step) {
        Batch batch = inputs.getFirst();
        Column[] keys = new Column[plan.partition().size()];
        for (int k = 0; k < keys.length; k++) {
            keys[k] = batch.column(plan.partition().get(k));
        }
        PartitionedRows rows = PartitionedRows.of(RowHash.hash(keys, batch.size()), batch.size());
        Batch[] changes = new Batch[StateSpace.PARTITIONS];
        Arrays.fill(changes, Batch.empty(plan.schema()));
        step.partitions()
                .run(
                        batch.size(),
                        p -> {
                            if (rows.count(p) > 0) {
                                changes[p] =
                                        partitions
                                                .get(p)
                                                .step(batch, rows.rows(p), rows.count(p), step);
                            }
                        });
        return Batch.concat(plan.schema(), List.of(changes));
    }
}
