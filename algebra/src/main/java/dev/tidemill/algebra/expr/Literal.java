package dev.tidemill.algebra.expr;

import dev.tidemill.algebra.type.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A constant.
 *
 * @param value in the form {@link dev.tidemill.algebra.column.Column#value} gives; null is NULL
 */
public record Literal(@Nullable Object value, Type type) implements Expr {
    @Override
    public List<Expr> children() {
        return List.of();
    }

    @Override
    public Expr withChildren(List<Expr> children) {
        return this;
    }

    @Override
    public String toString() {
        String text =
                value instanceof String string ? "'" + string.replace("'", "''") + "'" : "" + value;
        return text + ":" + type;
    }
}
