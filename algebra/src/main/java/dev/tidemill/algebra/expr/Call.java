package dev.tidemill.algebra.expr;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Type;
import java.util.List;
import java.util.stream.Collectors;

/** A scalar function applied to its arguments, whose types the planner has already made to fit. */
public record Call(ScalarFunction function, List<Expr> arguments, Type type) implements Expr {
    public Call {
        requireNonNull(function, "function");
        requireNonNull(type, "type");
        arguments = List.copyOf(arguments);
    }

    public static Call of(ScalarFunction function, Type type, Expr... arguments) {
        return new Call(function, List.of(arguments), type);
    }

    @Override
    public List<Expr> children() {
        return arguments;
    }

    @Override
    public Expr withChildren(List<Expr> children) {
        return new Call(function, children, type);
    }

    @Override
    public String toString() {
        return arguments.stream()
                .map(Expr::toString)
                .collect(Collectors.joining(", ", function + "(", "):" + type));
    }
}
