package dev.tidemill.algebra.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of left and right rows whose keys are equal (NULL never is) and for which the residual is
 * true. A LEFT join also keeps a left row without a partner, with NULLs on the right.
 *
 * @param residual over the left columns followed by the right ones; null for none
 */
public record Join(Plan left, Plan right, Kind kind, List<KeyPair> keys, @Nullable Expr residual)
        implements Plan {
    /** Which rows without a partner are kept. */
    public enum Kind {
        INNER,
        LEFT
    }

    /** A column of the left input and the column of the right input that it must equal. */
    public record KeyPair(int left, int right) {}

    public Join {
        requireNonNull(left, "left");
        requireNonNull(right, "right");
        requireNonNull(kind, "kind");
        keys = List.copyOf(keys);
        for (KeyPair pair : keys) {
            if (!left.schema().type(pair.left()).equals(right.schema().type(pair.right()))) {
                throw new IllegalArgumentException("key types differ: " + pair);
            }
        }
    }

    @Override
    public Schema schema() {
        Schema rightSchema = right.schema();
        if (kind == Kind.LEFT) {
            rightSchema =
                    new Schema(
                            rightSchema.fields().stream()
                                    .map(f -> new Field(f.name(), f.type(), true))
                                    .toList());
        }
        return left.schema().concat(rightSchema);
    }

    public int[] leftKeys() {
        return keys.stream().mapToInt(KeyPair::left).toArray();
    }

    public int[] rightKeys() {
        return keys.stream().mapToInt(KeyPair::right).toArray();
    }

    @Override
    public List<Plan> inputs() {
        return List.of(left, right);
    }

    @Override
    public Plan withInputs(List<Plan> inputs) {
        return new Join(inputs.get(0), inputs.get(1), kind, keys, residual);
    }

    @Override
    public String describe() {
        return kind
                + " join on "
                + keys.stream().map(k -> k.left() + "=" + k.right()).toList()
                + (residual == null ? "" : " where " + residual);
    }
}
