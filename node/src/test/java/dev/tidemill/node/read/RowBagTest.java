package dev.tidemill.node.read;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowBagTest {
    private static final Schema SCHEMA = new Schema(List.of(Field.of("v", Type.DOUBLE)));

    private static Batch row(double value) {
        ColumnBuilder column = ColumnBuilder.of(Type.DOUBLE, 1);
        column.appendValue(value);
        return Batch.insertions(SCHEMA, column.build());
    }

    private static long mismatches(double live, double batch) {
        RowBag bag = new RowBag();
        bag.addLive(row(live));
        bag.addBatch(row(batch));
        return bag.compare("t").mismatches();
    }

    @Test
    void numbersMayDifferByRounding() {
        assertEquals(0, mismatches(1e20, 1e20 * (1 + 1e-12)));
        assertEquals(1, mismatches(1e20, 1e20 * (1 + 1e-6)));
    }

    @Test
    void whatIsNotFiniteEqualsItselfOnly() {
        double infinite = Double.POSITIVE_INFINITY;
        assertEquals(0, mismatches(infinite, infinite));
        assertEquals(0, mismatches(Double.NaN, Double.NaN));
        assertEquals(1, mismatches(5, infinite));
        assertEquals(1, mismatches(infinite, 5));
        assertEquals(1, mismatches(infinite, -infinite));
        assertEquals(1, mismatches(5, Double.NaN));
    }
}
