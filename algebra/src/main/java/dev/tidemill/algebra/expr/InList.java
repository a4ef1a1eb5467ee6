package dev.tidemill.algebra.expr;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Type;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether a value is among constants of its own type. NULL when the value is NULL, or when it is
 * not found and a constant is NULL.
 */
public record InList(Expr input, List<Literal> values) implements Expr {
    public InList {
        requireNonNull(input, "input");
        values = List.copyOf(values);
    }

    @Override
    public Type type() {
        return Type.BOOLEAN;
    }

    @Override
    public List<Expr> children() {
        return List.of(input);
    }

    @Override
    public Expr withChildren(List<Expr> children) {
        return new InList(children.getFirst(), values);
    }

    @Override
    public String toString() {
        return values.stream()
                .map(Expr::toString)
                .collect(Collectors.joining(", ", input + " IN (", ")"));
    }
}
