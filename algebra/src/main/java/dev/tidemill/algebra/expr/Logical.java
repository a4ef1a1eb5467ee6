package dev.tidemill.algebra.expr;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Type;
import java.util.List;
import java.util.stream.Collectors;

/**
 * AND or OR in three-valued logic. Evaluated left to right by selection: an operand is not
 * evaluated for rows whose answer is settled, so that {@code x <> 0 AND y / x > 1} never fails.
 */
public record Logical(Kind kind, List<Expr> operands) implements Expr {
    /** Which connective. */
    public enum Kind {
        AND,
        OR
    }

    public Logical {
        requireNonNull(kind, "kind");
        operands = List.copyOf(operands);
        if (operands.size() < 2) {
            throw new IllegalArgumentException(kind + " needs two operands");
        }
    }

    @Override
    public Type type() {
        return Type.BOOLEAN;
    }

    @Override
    public List<Expr> children() {
        return operands;
    }

    @Override
    public Expr withChildren(List<Expr> children) {
        return new Logical(kind, children);
    }

    @Override
    public String toString() {
        return operands.stream()
                .map(Expr::toString)
                .collect(Collectors.joining(" " + kind + " ", "(", ")"));
    }
}
