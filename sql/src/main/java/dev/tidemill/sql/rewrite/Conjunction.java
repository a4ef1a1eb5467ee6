package dev.tidemill.sql.rewrite;

import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.Logical;
import java.util.ArrayList;
import java.util.List;

/** A predicate as the parts that must all be true, in order. */
public final class Conjunction {
    private Conjunction() {}

    /** The parts; none for the constant true. */
    public static List<Expr> split(Expr predicate) {
        List<Expr> parts = new ArrayList<>();
        collect(predicate, parts);
        return parts;
    }

    private static void collect(Expr predicate, List<Expr> parts) {
        if (predicate instanceof Logical(Logical.Kind kind, List<Expr> operands)
                && kind == Logical.Kind.AND) {
            operands.forEach(operand -> collect(operand, parts));
        } else if (!(predicate instanceof Literal literal)
                || !Boolean.TRUE.equals(literal.value())) {
            parts.add(predicate);
        }
    }

    /** One predicate of at least one part. */
    public static Expr of(List<Expr> parts) {
        return parts.size() == 1 ? parts.getFirst() : new Logical(Logical.Kind.AND, parts);
    }
}
