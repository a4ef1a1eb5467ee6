package dev.tidemill.algebra.column;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ColumnPickTest {
    private static final List<Type> TYPES =
            List.of(
                    Type.BOOLEAN,
                    Type.INTEGER,
                    Type.BIGINT,
                    Type.DOUBLE,
                    new DecimalType(20, 2),
                    Type.TEXT,
                    Type.INTERVAL);

    @Test
    void readsTwoColumnsAsOne() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            for (Type type : TYPES) {
                Column first = drawn(type, random.nextInt(9), random);
                Column second = drawn(type, 1 + random.nextInt(9), random);
                int[] rows = new int[random.nextInt(20)];
                for (int i = 0; i < rows.length; i++) {
                    rows[i] = random.nextInt(first.size() + second.size());
                }
                Column picked = ColumnPick.of(first, second).gather(rows, rows.length);
                assertEquals(rows.length, picked.size());
                for (int i = 0; i < rows.length; i++) {
                    Object expected =
                            rows[i] < first.size()
                                    ? first.value(rows[i])
                                    : second.value(rows[i] - first.size());
                    assertEquals(expected, picked.value(i), type + " at " + i);
                }
            }
        }
    }

    private static Column drawn(Type type, int size, SplittableRandom random) {
        ColumnBuilder builder = ColumnBuilder.of(type, size);
        int nulls = random.nextInt(3);
        for (int i = 0; i < size; i++) {
            if (random.nextInt(4) < nulls) {
                builder.appendNull();
                continue;
            }
            int drawn = random.nextInt(1_000);
            builder.appendValue(
                    switch (type.physical()) {
                        case BOOL -> drawn % 2 == 0;
                        case INT -> drawn;
                        case LONG -> (long) drawn << 20;
                        case DOUBLE -> drawn / 8.0;
                        case INT128 -> BigDecimal.valueOf(drawn, 2);
                        case BYTES -> "text ".repeat(drawn % 5) + drawn;
                        case INTERVAL -> new Interval(drawn % 12, drawn % 30, drawn);
                    });
        }
        return builder.build();
    }

    @Test
    void refusesColumnsOfTwoTypes() {
        Column one = ColumnBuilder.of(Type.INTEGER, 0).build();
        Column two = ColumnBuilder.of(Type.BIGINT, 0).build();
        assertThrows(IllegalArgumentException.class, () -> ColumnPick.of(one, two));
    }
}
