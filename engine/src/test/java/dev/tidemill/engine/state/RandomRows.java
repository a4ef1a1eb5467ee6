package dev.tidemill.engine.state;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Seeded rows of every type, NULLs and special values included. */
public final class RandomRows {
    public static final Schema EVERY_TYPE =
            Schema.of(
                    Field.of("id", Type.INTEGER),
                    Field.of("flag", Type.BOOLEAN),
                    Field.of("number", Type.BIGINT),
                    Field.of("ratio", Type.DOUBLE),
                    Field.of("amount", Type.decimal(30, 2)),
                    Field.of("name", Type.TEXT),
                    Field.of("day", Type.DATE),
                    Field.of("at", Type.TIMESTAMP),
                    Field.of("span", Type.INTERVAL),
                    Field.of("note", Type.TEXT),
                    Field.of("token", Type.UUID),
                    Field.of("document", Type.JSON),
                    Field.of("tags", Type.array(Type.TEXT)),
                    Field.of("ratios", Type.array(Type.decimal(30, 2))));

    private final Random random;
    private final int distinct;

    /**
     * @param distinct about how many values each column takes
     */
    public RandomRows(Random random, int distinct) {
        this.random = random;
        this.distinct = distinct;
    }

    public List<@Nullable Object> row(Schema schema) {
        List<@Nullable Object> row = new ArrayList<>();
        for (Field field : schema.fields()) {
            row.add(value(field.type()));
        }
        return row;
    }

    public Batch batch(Schema schema, List<? extends List<@Nullable Object>> rows) {
        BatchBuilder builder = new BatchBuilder(schema, rows.size());
        rows.forEach(row -> builder.addRow(1, row));
        return builder.build();
    }

    @Nullable Object value(Type type) {
        if (random.nextInt(12) == 0) {
            return null;
        }
        int n = random.nextInt(distinct) - distinct / 3;
        if (type instanceof DecimalType decimal) {
            BigInteger unscaled = BigInteger.valueOf(n).pow(random.nextInt(3) + 1);
            return new BigDecimal(unscaled, decimal.scale());
        }
        if (type instanceof ArrayType array) {
            List<@Nullable Object> elements = new ArrayList<>();
            for (int i = Math.floorMod(n, 4); i > 0; i--) {
                elements.add(value(array.element()));
            }
            return Collections.unmodifiableList(elements);
        }
        return switch ((SimpleType) type) {
            case BOOLEAN -> n % 2 == 0;
            case INTEGER, DATE -> n;
            case BIGINT, TIMESTAMP, TIMESTAMPTZ -> n * 1_000_000_007L;
            case DOUBLE ->
                    switch (random.nextInt(20)) {
                        case 0 -> Double.NaN;
                        case 1 -> Double.POSITIVE_INFINITY;
                        case 2 -> Double.NEGATIVE_INFINITY;
                        case 3 -> -0.0;
                        default -> n / 8.0;
                    };
            case UUID -> new UUID(n * 0x9E37_79B9_7F4A_7C15L, n);
            case JSON -> "[" + n + "]";
            case TEXT -> text(n);
            case INTERVAL -> new Interval(n % 3, n % 50, n * 3_600_000_000L);
        };
    }

    private static String text(int n) {
        int length = Math.floorMod(n * 31, 11) == 0 ? 60 : Math.floorMod(n, 16);
        return ("é\0" + n + "-abcdefghijklmnopq".repeat(4)).substring(0, length);
    }
}
