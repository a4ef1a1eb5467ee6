package dev.tidemill.testkit.random;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.plan.AsofJoin;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Joins of every kind, with and without equal keys, bands and residuals. Not thread-safe. */
final class RandomJoins {
    /** A column on each side, of one type. */
    private record Columns(int left, int right) {}

    private final RandomValues values;
    private final Random random;

    RandomJoins(RandomValues values, Random random) {
        this.values = values;
        this.random = random;
    }

    Plan join(Plan left, Plan right) {
        Schema leftSchema = left.schema();
        Schema rightSchema = right.schema();
        List<Join.KeyPair> keys = keys(leftSchema, rightSchema);
        Join.Band band = random.nextInt(4) == 0 ? band(leftSchema, rightSchema) : null;
        Expr residual = random.nextInt(4) == 0 ? residual(leftSchema, rightSchema) : null;
        Join.Kind kind = values.pick(List.of(Join.Kind.values()));
        if (keys.isEmpty() && kind.isPaired() && band == null && residual == null) {
            // All pairs, and pairs of those again, would be too many.
            kind = Join.Kind.SEMI;
        }
        return new Join(left, right, kind, keys, band, residual);
    }

    /** Each left row beside the nearest right one; null when no columns are in one order. */
    @Nullable Plan asof(Plan left, Plan right) {
        List<Columns> pairs = pairs(left.schema(), right.schema(), RandomJoins::isJoinable);
        if (pairs.isEmpty()) {
            return null;
        }
        Columns order = values.pick(pairs);
        List<Join.KeyPair> keys = new ArrayList<>();
        if (random.nextInt(3) > 0) {
            Columns key = values.pick(pairs);
            keys.add(new Join.KeyPair(key.left, key.right));
        }
        return new AsofJoin(
                left,
                right,
                random.nextBoolean(),
                keys,
                order.left,
                order.right,
                values.pick(List.of(AsofJoin.Direction.values())));
    }

    private List<Join.KeyPair> keys(Schema left, Schema right) {
        List<Columns> pairs = pairs(left, right, RandomJoins::isJoinable);
        List<Join.KeyPair> keys = new ArrayList<>();
        int count = pairs.isEmpty() || random.nextInt(8) == 0 ? 0 : random.nextInt(1, 3);
        for (int i = 0; i < count; i++) {
            Columns pair = values.pick(pairs);
            keys.add(new Join.KeyPair(pair.left, pair.right, random.nextInt(4) == 0));
        }
        return keys.stream().distinct().toList();
    }

    private static List<Columns> pairs(Schema left, Schema right, Predicate<Type> wanted) {
        List<Columns> pairs = new ArrayList<>();
        for (int l = 0; l < left.size(); l++) {
            for (int r = 0; r < right.size(); r++) {
                Type type = left.type(l);
                if (wanted.test(type) && type.equals(right.type(r))) {
                    pairs.add(new Columns(l, r));
                }
            }
        }
        return pairs;
    }

    /** Truth values would pair nearly all with all. */
    private static boolean isJoinable(Type type) {
        return type != Type.DOUBLE && type != Type.INTERVAL && type != Type.BOOLEAN;
    }

    private Join.@Nullable Band band(Schema left, Schema right) {
        List<Columns> pairs = pairs(left, right, Join.Band::takes);
        if (pairs.isEmpty()) {
            return null;
        }
        Columns pair = values.pick(pairs);
        long unit = left.type(pair.left).isTimestamp() ? 86_400_000_000L : 1;
        Long low = unit * random.nextInt(-5, 3);
        Long high = low + unit * random.nextInt(6);
        return switch (random.nextInt(4)) {
            case 0 -> new Join.Band(pair.left, pair.right, low, null);
            case 1 -> new Join.Band(pair.left, pair.right, null, high);
            default -> new Join.Band(pair.left, pair.right, low, high);
        };
    }

    private @Nullable Expr residual(Schema left, Schema right) {
        List<Columns> pairs = pairs(left, right, _ -> true);
        if (pairs.isEmpty()) {
            return null;
        }
        Columns pair = values.pick(pairs);
        Type type = left.type(pair.left);
        return Call.of(
                values.pick(List.of(ScalarFunction.LESS_OR_EQUAL, ScalarFunction.NOT_EQUAL)),
                Type.BOOLEAN,
                new ColumnRef(pair.left, type),
                new ColumnRef(left.size() + pair.right, type));
    }
}
