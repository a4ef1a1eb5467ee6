package dev.tidemill.algebra.expr;

import dev.tidemill.algebra.type.Type;
import java.util.List;
import java.util.stream.Collectors;
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
        return text(value) + ":" + type;
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case String string -> "'" + string.replace("'", "''") + "'";
            case List<?> elements ->
                    elements.stream()
                            .map(Literal::text)
                            .collect(Collectors.joining(", ", "[", "]"));
            case null -> "null";
            default -> value.toString();
        };
    }
}
