package dev.tidemill.testkit.random;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Values of a type, in the plain form columns give. A tame generator draws from small pools, so
 * that keys meet and sums stay exact; a wild one adds the ends of ranges, NaN, -0 and rare text.
 * Not thread-safe.
 */
public final class RandomValues {
    private static final List<String> TAME_TEXTS =
            List.of("", "a", "b", "ab", "abc", "Ba", "ATL", "ORD", "héé", "日本", "x y", "0", "12");
    private static final List<String> WILD_TEXTS =
            List.of(
                    " pad ",
                    "%",
                    "_",
                    "a%b",
                    "\\",
                    "'",
                    "\"",
                    "a,b,c",
                    "ÀÉ",
                    "ß",
                    "ǆ",
                    "🛫",
                    "a🛫b",
                    "\t\n",
                    "NULL",
                    "true",
                    "no",
                    "-17",
                    " 42 ",
                    "1e3",
                    "2147483648",
                    "99999999999999999999",
                    "3.14159",
                    "NaN",
                    "-infinity",
                    "2001-02-29",
                    "2000-02-29",
                    "2001-01-31 13:05:00",
                    "1 day",
                    "-1 mon",
                    "O'HARE",
                    "Σίσυφος");
    private static final int[] WILD_INTEGERS = {
        Integer.MIN_VALUE,
        Integer.MIN_VALUE + 1,
        -1,
        0,
        1,
        46341,
        Integer.MAX_VALUE - 1,
        Integer.MAX_VALUE
    };
    private static final long[] WILD_LONGS = {
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        Integer.MIN_VALUE - 1L,
        3037000500L,
        1L << 53,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE
    };
    private static final double[] WILD_DOUBLES = {
        -0.0,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        0.1,
        0.5,
        1.5,
        2.5,
        -2.5,
        1e15,
        1.2345678901234568e17,
        1e-5,
        2147483647.5,
        0x1p63,
        1e308,
        1e-308
    };
    private static final List<LocalDate> WILD_DATES =
            List.of(
                    LocalDate.of(1970, 1, 1),
                    LocalDate.of(1969, 12, 31),
                    LocalDate.of(2000, 2, 29),
                    LocalDate.of(2001, 2, 28),
                    LocalDate.of(1999, 12, 31),
                    LocalDate.of(1900, 3, 1),
                    LocalDate.of(2020, 12, 31),
                    LocalDate.of(2021, 1, 3),
                    LocalDate.of(1, 1, 1),
                    LocalDate.of(0, 12, 31),
                    LocalDate.of(-43, 3, 15),
                    LocalDate.of(9999, 12, 31));

    private final Random random;
    private final double nullShare;
    private final double wildShare;

    private RandomValues(Random random, double nullShare, double wildShare) {
        this.random = requireNonNull(random, "random");
        this.nullShare = nullShare;
        this.wildShare = wildShare;
    }

    public static RandomValues tame(Random random) {
        return new RandomValues(random, 0.1, 0);
    }

    public static RandomValues wild(Random random) {
        return new RandomValues(random, 0.1, 0.3);
    }

    public Random random() {
        return random;
    }

    public List<@Nullable Object> row(List<Type> types) {
        List<@Nullable Object> row = new ArrayList<>();
        types.forEach(type -> row.add(value(type)));
        return row;
    }

    /** NULL now and then. */
    public @Nullable Object value(Type type) {
        return random.nextDouble() < nullShare ? null : nonNull(type);
    }

    public Object nonNull(Type type) {
        boolean wild = random.nextDouble() < wildShare;
        return switch (type) {
            case DecimalType decimal -> decimal(decimal, wild);
            case ArrayType array -> array(array);
            case SimpleType simple ->
                    switch (simple) {
                        case BOOLEAN -> random.nextBoolean();
                        case INTEGER -> integer(wild);
                        case BIGINT -> wild ? wildLong() : (Object) (long) integer(false);
                        case DOUBLE -> number(wild);
                        case TEXT -> text(wild);
                        case DATE -> (int) date(wild).toEpochDay();
                        case TIMESTAMP, TIMESTAMPTZ -> timestamp(wild);
                        case INTERVAL -> interval(wild);
                        case UUID -> uuid(wild);
                        case JSON -> json(2).text();
                    };
        };
    }

    private List<@Nullable Object> array(ArrayType type) {
        List<@Nullable Object> elements = new ArrayList<>();
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            Object element = value(type.element());
            elements.add(element instanceof Double number ? number + 0.0 : element);
        }
        return Collections.unmodifiableList(elements);
    }

    private UUID uuid(boolean wild) {
        return wild
                ? new UUID(random.nextLong(), random.nextLong())
                : new UUID(random.nextInt(3) << 30, random.nextInt(3) - 1);
    }

    private Json json(int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 4)) {
            case 0 -> new Json.Null();
            case 1 -> new Json.Bool(random.nextBoolean());
            case 2 -> new Json.Num(BigDecimal.valueOf(random.nextInt(-50, 50), random.nextInt(2)));
            case 3 -> new Json.Text(text(random.nextDouble() < wildShare));
            case 4 -> new Json.Array(List.of());
            case 5 -> new Json.Array(List.of(json(depth - 1), json(depth - 1)));
            default -> {
                TreeMap<String, Json> members = new TreeMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    members.put(pick(List.of("a", "b", "ab", "tags", "é")), json(depth - 1));
                }
                yield new Json.Obj(members);
            }
        };
    }

    private int integer(boolean wild) {
        if (!wild) {
            return random.nextInt(-5, 20);
        }
        return random.nextBoolean()
                ? WILD_INTEGERS[random.nextInt(WILD_INTEGERS.length)]
                : random.nextInt();
    }

    private Object wildLong() {
        return random.nextBoolean()
                ? WILD_LONGS[random.nextInt(WILD_LONGS.length)]
                : random.nextLong();
    }

    /** Tame ones are multiples of a quarter: their sums are exact. */
    private double number(boolean wild) {
        if (!wild) {
            return random.nextInt(-20, 80) / 4.0;
        }
        return random.nextBoolean()
                ? WILD_DOUBLES[random.nextInt(WILD_DOUBLES.length)]
                : random.nextGaussian() * Math.pow(10, random.nextInt(-8, 12));
    }

    private BigDecimal decimal(DecimalType type, boolean wild) {
        if (!wild) {
            int whole = type.precision() - type.scale();
            int bound = whole >= 3 ? 500 : 9;
            BigDecimal value =
                    BigDecimal.valueOf(random.nextInt(-bound, bound), whole >= 3 ? 1 : 0);
            return value.setScale(type.scale(), java.math.RoundingMode.HALF_UP);
        }
        BigInteger limit = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
        BigInteger unscaled =
                switch (random.nextInt(3)) {
                    case 0 -> limit;
                    case 1 -> limit.negate();
                    default -> new BigInteger(limit.bitLength(), random).mod(limit);
                };
        return new BigDecimal(unscaled, type.scale());
    }

    private String text(boolean wild) {
        if (!wild) {
            return pick(TAME_TEXTS);
        }
        return random.nextInt(8) == 0 ? "日b ".repeat(random.nextInt(1, 30)) : pick(WILD_TEXTS);
    }

    private LocalDate date(boolean wild) {
        return wild ? pick(WILD_DATES) : LocalDate.of(2001, 1, 1).plusDays(random.nextInt(0, 60));
    }

    private long timestamp(boolean wild) {
        long day = date(wild).toEpochDay() * Interval.MICROS_PER_DAY;
        if (wild) {
            long[] times = {0, 1, Interval.MICROS_PER_DAY - 1, 123_456, 43_200_000_000L};
            return day + times[random.nextInt(times.length)];
        }
        return day + random.nextInt(0, 24 * 12) * 300L * Interval.MICROS_PER_SECOND;
    }

    private Interval interval(boolean wild) {
        if (!wild) {
            return new Interval(0, random.nextInt(0, 3), random.nextInt(0, 48) * 1_800_000_000L);
        }
        return new Interval(
                random.nextInt(-30, 30), random.nextInt(-50, 50), random.nextLong() >> 20);
    }

    <T> T pick(List<T> options) {
        return options.get(random.nextInt(options.size()));
    }
}
