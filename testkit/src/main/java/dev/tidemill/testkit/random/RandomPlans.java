package dev.tidemill.testkit.random;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.Filter;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.plan.SetOperation;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.plan.TemporalFilter;
import dev.tidemill.algebra.plan.TimeWindows;
import dev.tidemill.algebra.plan.TopN;
import dev.tidemill.algebra.plan.Union;
import dev.tidemill.algebra.plan.Unnest;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Plans over given scans, well typed and of bounded depth, with every kind of node. What depends on
 * the order of evaluation or on which of two equal values stands for both is left out, so that a
 * plan has one answer. Not thread-safe.
 */
public final class RandomPlans {
    private static final int WIDTH_MAX = 6;

    /**
     * INTERVAL and DOUBLE are absent: one day equals 24 hours, -0 equals 0, but their texts differ.
     */
    private static final List<Type> TYPES =
            List.of(
                    Type.BOOLEAN,
                    Type.INTEGER,
                    Type.INTEGER,
                    Type.BIGINT,
                    Type.decimal(12, 2),
                    Type.TEXT,
                    Type.DATE,
                    Type.TIMESTAMP);

    private final RandomValues values;
    private final Random random;
    private final List<Scan> scans;

    public RandomPlans(Random random, List<Scan> scans) {
        this.values = RandomValues.tame(random);
        this.random = random;
        this.scans = List.copyOf(scans);
    }

    public Plan plan(int depth) {
        if (depth <= 0) {
            return values.pick(scans);
        }
        Plan input = plan(depth - 1);
        return switch (random.nextInt(18)) {
            case 0, 1 -> new Filter(input, predicate(input.schema()));
            case 2, 3 -> project(input);
            case 4, 5, 6 -> aggregate(input);
            case 7, 8 -> join(input, plan(Math.min(depth - 1, random.nextInt(2))));
            case 9 -> top(input);
            case 10 -> temporal(input);
            case 11, 12 -> over(input);
            case 13 -> set(input);
            case 14 -> windows(input);
            case 15, 16 -> unnest(input);
            default -> union(input);
        };
    }

    private RandomExpressions expressions(Schema schema) {
        return new RandomExpressions(values, schema, TYPES);
    }

    private Expr predicate(Schema schema) {
        return expressions(schema).of(Type.BOOLEAN, 2);
    }

    private Plan project(Plan input) {
        List<Project.Column> columns = new ArrayList<>();
        int width = random.nextInt(1, WIDTH_MAX);
        for (int i = 0; i < width; i++) {
            columns.add(new Project.Column("p" + i, column(input.schema())));
        }
        return new Project(input, columns);
    }

    private Expr column(Schema schema) {
        if (random.nextInt(3) > 0) {
            int index = random.nextInt(schema.size());
            return new ColumnRef(index, schema.type(index));
        }
        RandomExpressions expressions = expressions(schema);
        Type type = random.nextInt(8) == 0 ? Type.DOUBLE : expressions.type();
        return expressions.of(type, 2);
    }

    private Plan aggregate(Plan input) {
        Schema schema = input.schema();
        List<Integer> keys = new ArrayList<>();
        int keyCount = random.nextInt(3);
        for (int i = 0; i < keyCount; i++) {
            keys.add(random.nextInt(schema.size()));
        }
        List<AggregateCall> calls = new ArrayList<>();
        int callCount = keyCount == 0 ? random.nextInt(1, 4) : random.nextInt(4);
        for (int i = 0; i < callCount; i++) {
            calls.add(call(schema, "a" + i));
        }
        return new Aggregate(input, keys.stream().distinct().toList(), calls);
    }

    private AggregateCall call(Schema schema, String name) {
        int argument = random.nextInt(schema.size());
        Type type = schema.type(argument);
        int filter = random.nextInt(3) == 0 ? columnOf(schema, Type.BOOLEAN) : -1;
        AggregateFunction function = values.pick(List.of(AggregateFunction.values()));
        if (function == AggregateFunction.COUNT && random.nextBoolean()) {
            argument = -1;
        }
        if (!fits(function, type)) {
            function = AggregateFunction.MAX;
        }
        boolean distinct = argument >= 0 && random.nextInt(4) == 0 && function.takesDistinct();
        return new AggregateCall(
                function,
                argument,
                filter,
                distinct,
                resultType(function, type),
                name,
                order(function, argument, distinct, schema),
                parameter(function),
                null);
    }

    private static boolean fits(AggregateFunction function, Type type) {
        return switch (function) {
            case COUNT, MIN, MAX, FIRST, MODE, PERCENTILE_DISC -> true;
            case SUM, AVG, VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP ->
                    type.isNumeric() && !isWide(type);
            case BOOL_AND, BOOL_OR -> type == Type.BOOLEAN;
            case BIT_AND, BIT_OR, BIT_XOR -> type == Type.INTEGER || type == Type.BIGINT;
            case COVAR_POP, COVAR_SAMP, CORR, REGR_AVGX, REGR_AVGY, REGR_COUNT -> false;
            case REGR_INTERCEPT, REGR_R2, REGR_SLOPE, REGR_SXX, REGR_SXY, REGR_SYY -> false;
            case JSON_AGG, JSON_OBJECT_AGG -> false;
            // DuckDB has another sketch.
            case APPROX_COUNT_DISTINCT -> false;
            case PERCENTILE_CONT -> type == Type.DOUBLE;
            case STRING_AGG -> type == Type.TEXT;
            case ARRAY_AGG, JAVA -> false;
        };
    }

    private List<SortKey> order(
            AggregateFunction function, int argument, boolean distinct, Schema schema) {
        SortKey key =
                new SortKey(
                        random.nextInt(schema.size()), random.nextBoolean(), random.nextBoolean());
        return switch (function) {
            case FIRST -> List.of(key);
            case STRING_AGG -> distinct || random.nextBoolean() ? List.of() : List.of(key);
            case PERCENTILE_CONT, PERCENTILE_DISC ->
                    List.of(new SortKey(argument, key.descending(), false));
            default -> List.of();
        };
    }

    private @Nullable Literal parameter(AggregateFunction function) {
        return switch (function) {
            case PERCENTILE_CONT, PERCENTILE_DISC ->
                    new Literal(random.nextInt(5) / 4.0, Type.DOUBLE);
            case STRING_AGG -> new Literal(", ", Type.TEXT);
            default -> null;
        };
    }

    /** Sums of sums of such numbers could overflow in some orders of addition only. */
    private static boolean isWide(Type type) {
        return type instanceof DecimalType decimal && decimal.precision() > 24;
    }

    private static Type resultType(AggregateFunction function, Type type) {
        return switch (function) {
            case COUNT -> Type.BIGINT;
            case MIN, MAX -> type;
            case SUM ->
                    type == Type.INTEGER
                            ? Type.BIGINT
                            : type == Type.BIGINT
                                    ? Type.decimal(38, 0)
                                    : type instanceof DecimalType decimal
                                            ? Type.decimal(38, decimal.scale())
                                            : type;
            case AVG, VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP ->
                    type == Type.DOUBLE ? type : Type.decimal(38, 16);
            case BOOL_AND, BOOL_OR, FIRST, MODE, PERCENTILE_DISC -> type;
            case BIT_AND, BIT_OR, BIT_XOR -> type;
            case REGR_COUNT, APPROX_COUNT_DISTINCT -> Type.BIGINT;
            case COVAR_POP, COVAR_SAMP, CORR, REGR_AVGX, REGR_AVGY -> Type.DOUBLE;
            case REGR_INTERCEPT, REGR_R2, REGR_SLOPE, REGR_SXX, REGR_SXY, REGR_SYY -> Type.DOUBLE;
            case JSON_AGG, JSON_OBJECT_AGG -> Type.JSON;
            case PERCENTILE_CONT, STRING_AGG, ARRAY_AGG, JAVA -> type;
        };
    }

    private static int columnOf(Schema schema, Type type) {
        for (int i = 0; i < schema.size(); i++) {
            if (schema.type(i).equals(type)) {
                return i;
            }
        }
        return -1;
    }

    private Plan join(Plan left, Plan right) {
        RandomJoins joins = new RandomJoins(values, random);
        Plan asof = random.nextInt(5) == 0 ? joins.asof(left, right) : null;
        Plan joined = asof == null ? joins.join(left, right) : asof;
        return joined.schema().size() > 2 * WIDTH_MAX ? project(joined) : joined;
    }

    private Plan top(Plan input) {
        Schema schema = input.schema();
        List<Integer> partition =
                random.nextBoolean() ? List.of() : List.of(random.nextInt(schema.size()));
        List<SortKey> order = new ArrayList<>();
        int keys = random.nextInt(1, 3);
        for (int i = 0; i < keys; i++) {
            order.add(
                    new SortKey(
                            random.nextInt(schema.size()),
                            random.nextBoolean(),
                            random.nextBoolean()));
        }
        boolean ties = random.nextInt(4) == 0;
        int limit = random.nextInt(1, 6);
        int offset = random.nextInt(3);
        return !ties && offset == 0 && random.nextBoolean()
                ? new TopN(input, partition, order, limit, 0, false, "place")
                : new TopN(input, partition, order, limit, offset, ties);
    }

    private Plan temporal(Plan input) {
        Expr from = bound(input.schema());
        Expr to = bound(input.schema());
        if (from == null || to == null) {
            return new Filter(input, predicate(input.schema()));
        }
        return switch (random.nextInt(3)) {
            case 0 -> new TemporalFilter(input, from, null);
            case 1 -> new TemporalFilter(input, null, to);
            default -> new TemporalFilter(input, from, to);
        };
    }

    /** A time of the row and some hours or days around it. */
    private @Nullable Expr bound(Schema schema) {
        int column = columnOf(schema, Type.TIMESTAMP);
        if (column < 0) {
            column = columnOf(schema, Type.TIMESTAMPTZ);
        }
        int date = columnOf(schema, Type.DATE);
        if (column < 0 && date < 0) {
            return null;
        }
        Expr time =
                column >= 0
                        ? new ColumnRef(column, schema.type(column))
                        : new Cast(new ColumnRef(date, Type.DATE), Type.TIMESTAMP);
        Interval shift =
                new Interval(0, random.nextInt(-3, 6), random.nextInt(24) * 3_600_000_000L);
        return Call.of(
                ScalarFunction.TIMESTAMP_ADD, time.type(), time, new Literal(shift, Type.INTERVAL));
    }

    /** Functions over windows of an input. */
    public Plan over(Plan input) {
        Schema schema = input.schema();
        List<AggregateCall> aggregates = new ArrayList<>();
        int count = random.nextInt(1, 4);
        for (int i = 0; i < count; i++) {
            aggregates.add(call(schema, "o" + i));
        }
        Plan over = new RandomOver(random, schema).over(input, aggregates);
        return over.schema().size() > 2 * WIDTH_MAX ? project(over) : over;
    }

    private Plan set(Plan input) {
        Plan other = new Filter(input, predicate(input.schema()));
        SetOperation.Kind kind = values.pick(List.of(SetOperation.Kind.values()));
        boolean all = random.nextBoolean();
        return random.nextBoolean()
                ? new SetOperation(input, other, kind, all)
                : new SetOperation(other, input, kind, all);
    }

    private Plan windows(Plan input) {
        int column = columnOf(input.schema(), Type.TIMESTAMP);
        if (column < 0) {
            return new Filter(input, predicate(input.schema()));
        }
        long step = random.nextLong(1, 4) * 6 * 3_600_000_000L;
        long size = step * random.nextInt(1, 4);
        boolean hop = random.nextBoolean();
        Plan windows =
                new TimeWindows(
                        input,
                        column,
                        hop ? TimeWindows.Kind.HOP : TimeWindows.Kind.CUMULATE,
                        step,
                        hop ? size + random.nextInt(2) * 1_000_000L : size,
                        random.nextInt(3) * 3_600_000_000L);
        return windows.schema().size() > 2 * WIDTH_MAX ? project(windows) : windows;
    }

    /** The elements of an array that is made of the row. */
    private Plan unnest(Plan input) {
        Schema schema = input.schema();
        List<Project.Column> columns = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            columns.add(new Project.Column("u" + i, new ColumnRef(i, schema.type(i))));
            if (random.nextInt(4) > 0) {
                kept.add(i);
            }
        }
        Type type = Type.array(random.nextBoolean() ? Type.INTEGER : Type.TEXT);
        columns.add(new Project.Column("array", expressions(schema).of(type, 2)));
        Plan unnest =
                new Unnest(
                        new Project(input, columns),
                        schema.size(),
                        kept,
                        random.nextInt(3) == 0,
                        random.nextBoolean());
        return unnest.schema().size() > 2 * WIDTH_MAX ? project(unnest) : unnest;
    }

    private Plan union(Plan input) {
        Plan other = new Filter(input, predicate(input.schema()));
        return new Union(
                random.nextBoolean() ? List.of(input, other) : List.of(other, input, other));
    }
}
