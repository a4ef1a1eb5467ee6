package dev.tidemill.sql.rewrite;

import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Now;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;

/** The column references inside expressions. */
public final class Columns {
    private Columns() {}

    /** The columns that the expression reads. */
    public static Set<Integer> used(Expr expression) {
        Set<Integer> columns = new TreeSet<>();
        collect(expression, columns);
        return columns;
    }

    static void collect(Expr expression, Set<Integer> columns) {
        if (expression instanceof ColumnRef ref) {
            columns.add(ref.index());
        }
        expression.children().forEach(child -> collect(child, columns));
    }

    /** The same expression over columns at other positions. */
    public static Expr mapped(Expr expression, IntUnaryOperator position) {
        return substituted(
                expression, ref -> new ColumnRef(position.applyAsInt(ref.index()), ref.type()));
    }

    /** The expression with each column reference replaced. */
    public static Expr substituted(Expr expression, Function<ColumnRef, Expr> replacement) {
        if (expression instanceof ColumnRef ref) {
            return replacement.apply(ref);
        }
        List<Expr> children = expression.children();
        if (children.isEmpty()) {
            return expression;
        }
        return expression.withChildren(
                children.stream().map(child -> substituted(child, replacement)).toList());
    }

    /** Whether the tick's time is read. */
    public static boolean readsNow(Expr expression) {
        return expression instanceof Now
                || expression.children().stream().anyMatch(Columns::readsNow);
    }
}
