package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.operator.DistinctSketch;
import dev.tidemill.engine.state.RowHash;
import java.util.Collection;

/** APPROX_COUNT_DISTINCT as a batch: the engine's sketch, which has seen all values at once. */
final class ApproximateDistinct {
    private ApproximateDistinct() {}

    static long count(Collection<Object> values, Type type) {
        ColumnBuilder column = ColumnBuilder.of(type, values.size());
        values.forEach(column::appendValue);
        DistinctSketch sketch = DistinctSketch.of(null);
        for (long hash : RowHash.hash(new Column[] {column.build()}, values.size())) {
            sketch.add(hash);
        }
        return sketch.estimate();
    }
}
