package dev.tidemill.algebra.expr;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Type;
import java.util.List;
import java.util.stream.Collectors;

/** The first operand that is not NULL; later ones are evaluated only where they are needed. */
public record Coalesce(List<Expr> operands, Type type) implements Expr {
    public Coalesce {
        operands = List.copyOf(operands);
        requireNonNull(type, "type");
    }

    @Override
    public List<Expr> children() {
        return operands;
    }

    @Override
    public Expr withChildren(List<Expr> children) {
        return new Coalesce(children, type);
    }

    @Override
    public String toString() {
        return operands.stream()
                .map(Expr::toString)
                .collect(Collectors.joining(", ", "COALESCE(", ")"));
    }
}
