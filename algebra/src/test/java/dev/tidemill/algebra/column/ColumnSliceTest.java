package dev.tidemill.algebra.column;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ColumnSliceTest {
    private static final Map<Type, Function<Random, Object>> VALUES =
            Map.of(
                    Type.BOOLEAN,
                    Random::nextBoolean,
                    Type.INTEGER,
                    Random::nextInt,
                    Type.BIGINT,
                    Random::nextLong,
                    Type.DOUBLE,
                    Random::nextGaussian,
                    new DecimalType(20, 2),
                    random -> BigDecimal.valueOf(random.nextLong(), 2),
                    Type.TEXT,
                    random -> "é".repeat(random.nextInt(5)),
                    Type.INTERVAL,
                    random -> new Interval(random.nextInt(), random.nextInt(), random.nextLong()));

    @Test
    void isTheRowsOfTheRange() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        VALUES.forEach(
                (type, value) -> {
                    for (boolean some : List.of(false, true)) {
                        ColumnBuilder builder = ColumnBuilder.of(type, 100);
                        for (int i = 0; i < 100; i++) {
                            builder.appendValue(
                                    some && random.nextInt(10) == 0 ? null : value.apply(random));
                        }
                        check(builder.build(), random, type + ", seed " + seed);
                    }
                });
    }

    private static void check(Column column, Random random, String message) {
        int from = random.nextInt(column.size() + 1);
        int to = from + random.nextInt(column.size() - from + 1);
        Column slice = column.slice(from, to);
        assertEquals(to - from, slice.size(), message);
        for (int i = from; i < to; i++) {
            assertEquals(column.value(i), slice.value(i - from), message);
        }
        Column all = ColumnConcat.concat(column.type(), List.of(column.slice(0, from), slice), to);
        for (int i = 0; i < to; i++) {
            assertEquals(column.value(i), all.value(i), message);
        }
    }
}
