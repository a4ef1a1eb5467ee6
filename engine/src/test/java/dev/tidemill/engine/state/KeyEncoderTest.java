package dev.tidemill.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyEncoderTest {
    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void ordersAsTheValuesDoAndReadsThemBack(boolean descending, boolean nullsFirst) {
        Random random = new Random(3);
        RandomRows rows = new RandomRows(random, 400);
        List<List<Object>> values = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            values.add(rows.row(RandomRows.EVERY_TYPE));
        }
        Batch batch = rows.batch(RandomRows.EVERY_TYPE, values);
        for (int field = 0; field < batch.columnCount(); field++) {
            Column column = batch.column(field);
            for (int a = 0; a < batch.size(); a++) {
                byte[] left = key(column, a, descending, nullsFirst);
                for (int b = 0; b < batch.size(); b += 3) {
                    byte[] right = key(column, b, descending, nullsFirst);
                    int expected =
                            compare(column.value(a), column.value(b), descending, nullsFirst);
                    int actual = Integer.signum(Arrays.compareUnsigned(left, right));
                    assertEquals(
                            expected,
                            column.value(a) instanceof Interval && expected == 0 ? 0 : actual,
                            column.value(a) + " and " + column.value(b));
                }
                assertEquals(
                        column.value(a) instanceof Double d ? (Object) (d + 0.0) : column.value(a),
                        decoded(column.type(), left, descending));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"-0.0,0.0,0", "NaN,Infinity,1", "-Infinity,-1,-1", "-1,-0.5,-1"})
    void ordersSpecialDoubles(double a, double b, int expected) {
        assertEquals(
                expected,
                Long.compareUnsigned(KeyEncoder.orderedBits(a), KeyEncoder.orderedBits(b)));
    }

    private static byte[] key(Column column, int row, boolean descending, boolean nullsFirst) {
        return new KeyEncoder().append(column, row, descending, nullsFirst).appendLong(7).toBytes();
    }

    private static @Nullable Object decoded(Type type, byte[] key, boolean descending) {
        ColumnBuilder builder = ColumnBuilder.of(type, 1);
        KeyDecoder decoder = new KeyDecoder().start(key, 0);
        decoder.read(type, descending, builder);
        assertEquals(key.length - 8, decoder.position());
        return builder.build().value(0);
    }

    private static int compare(
            @Nullable Object a, @Nullable Object b, boolean descending, boolean nullsFirst) {
        if (a == null || b == null) {
            int nullA = a == null ? (nullsFirst ? -1 : 1) : 0;
            int nullB = b == null ? (nullsFirst ? -1 : 1) : 0;
            return Integer.signum(nullA - nullB);
        }
        int order =
                switch (a) {
                    case Boolean x -> x.compareTo((Boolean) b);
                    case Integer x -> x.compareTo((Integer) b);
                    case Long x -> x.compareTo((Long) b);
                    case Double x -> Double.compare(x + 0.0, (Double) b + 0.0);
                    case BigDecimal x -> x.compareTo((BigDecimal) b);
                    case Interval x -> x.compareTo((Interval) b);
                    case String x -> Arrays.compareUnsigned(utf8(x), utf8((String) b));
                    case UUID x -> x.toString().compareTo(b.toString());
                    case List<?> x -> compareArrays(x, (List<?>) b);
                    default -> throw new IllegalStateException(a.toString());
                };
        return Integer.signum(descending ? -order : order);
    }

    /** The first elements that differ decide, NULL being last; then the shorter is first. */
    private static int compareArrays(List<?> a, List<?> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = compare(a.get(i), b.get(i), false, false);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"1,30", "12,0"})
    void equalIntervalsHashEqual(int months, int days) {
        Schema schema = Schema.of(Field.of("span", Type.INTERVAL));
        RandomRows rows = new RandomRows(new Random(1), 1);
        Batch batch =
                rows.batch(
                        schema,
                        List.of(
                                List.of(new Interval(months, days, 0)),
                                List.of(new Interval(0, months * 30 + days, 0))));
        long[] hashes = RowHash.hash(batch, 0);
        assertEquals(hashes[0], hashes[1]);
    }
}
