package dev.tidemill.algebra.expr;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.function.JavaFunction;
import dev.tidemill.algebra.type.Type;
import java.util.List;
import java.util.stream.Collectors;

/** A function of the project applied to arguments of its parameters' types. It can always fail. */
public record JavaCall(JavaFunction function, List<Expr> arguments) implements Expr {
    public JavaCall {
        requireNonNull(function, "function");
        arguments = List.copyOf(arguments);
    }

    @Override
    public Type type() {
        return function.result();
    }

    @Override
    public List<Expr> children() {
        return arguments;
    }

    @Override
    public Expr withChildren(List<Expr> children) {
        return new JavaCall(function, children);
    }

    @Override
    public String toString() {
        return arguments.stream()
                .map(Expr::toString)
                .collect(Collectors.joining(", ", function + "(", "):" + type()));
    }
}
