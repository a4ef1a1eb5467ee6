package dev.tidemill.sql.translate;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Case;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.Logical;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Type;
import java.util.List;

/** Truth values of three kinds, put together. */
final class Truth {
    private Truth() {}

    /** True where the first is true, else unknown where the second is, else false. */
    static Expr of(Expr isTrue, Expr isUnknown) {
        return new Case(
                List.of(
                        new Case.Branch(isTrue, new Literal(true, Type.BOOLEAN)),
                        new Case.Branch(isUnknown, new Literal(null, Type.BOOLEAN))),
                new Literal(false, Type.BOOLEAN),
                Type.BOOLEAN);
    }

    static Expr isNull(Expr value) {
        return Call.of(ScalarFunction.IS_NULL, Type.BOOLEAN, value);
    }

    static Expr and(Expr... parts) {
        return new Logical(Logical.Kind.AND, List.of(parts));
    }

    static Expr or(List<Expr> parts) {
        return parts.size() == 1 ? parts.getFirst() : new Logical(Logical.Kind.OR, parts);
    }
}
