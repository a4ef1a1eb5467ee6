package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.ArrayReader;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.plan.Unnest;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Type;
import java.util.List;

/** Each row once for every element of its array, with the row's weight. No state. */
public final class UnnestOperator implements Operator {
    private final Unnest plan;
    private final ArrayReader reader;
    private final IntList sources = new IntList();

    public UnnestOperator(Unnest plan) {
        this.plan = plan;
        this.reader = new ArrayReader((ArrayType) plan.input().schema().type(plan.array()));
    }

    @Override
    public Batch step(List<Batch> inputs, Step step) {
        Batch batch = inputs.getFirst();
        BytesColumn arrays = (BytesColumn) batch.column(plan.array());
        sources.clear();
        ColumnBuilder elements = ColumnBuilder.of(plan.element(), 4 * batch.size());
        ColumnBuilder positions = ColumnBuilder.of(Type.BIGINT, 4 * batch.size());
        OutputBound bound = new OutputBound(plan.schema().size());
        for (int row = 0; row < batch.size(); row++) {
            add(arrays, row, elements, positions);
            bound.require(sources.size());
        }
        int[] kept = plan.kept().stream().mapToInt(Integer::intValue).toArray();
        int count = sources.size();
        Batch beside = batch.select(kept);
        bound.add(count);
        requireRoom(beside, bound);
        Batch repeated = beside.gather(sources.values(), count);
        Column[] columns = new Column[plan.schema().size()];
        System.arraycopy(repeated.columns(), 0, columns, 0, kept.length);
        columns[kept.length] = elements.build();
        if (plan.ordinality()) {
            columns[kept.length + 1] = positions.build();
        }
        return new Batch(plan.schema(), columns, count, repeated.weights());
    }

    /** The texts beside an array are repeated for each of its elements. */
    private void requireRoom(Batch beside, OutputBound bound) {
        for (Column column : beside.columns()) {
            if (column instanceof BytesColumn texts) {
                long bytes = 0;
                for (int i = 0; i < sources.size(); i++) {
                    bytes += texts.length(sources.get(i));
                }
                bound.addBytes(bytes);
            }
        }
    }

    private void add(BytesColumn arrays, int row, ColumnBuilder elements, ColumnBuilder positions) {
        long position = 0;
        if (!arrays.isNull(row)) {
            reader.start(arrays, row);
            while (reader.next()) {
                sources.add(row);
                reader.appendTo(elements);
                positions.appendLong(++position);
            }
        }
        if (position == 0 && plan.outer()) {
            sources.add(row);
            elements.appendNull();
            positions.appendNull();
        }
    }
}
