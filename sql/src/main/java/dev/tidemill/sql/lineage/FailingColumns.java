package dev.tidemill.sql.lineage;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Case;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.Coalesce;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.InList;
import dev.tidemill.algebra.expr.JavaCall;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.Logical;
import dev.tidemill.algebra.expr.Now;
import dev.tidemill.sql.rewrite.Columns;
import dev.tidemill.sql.rewrite.Fallibility;
import java.util.Set;
import java.util.TreeSet;

/**
 * The columns that decide whether an expression fails: those below what can fail, and those that
 * decide whether it is evaluated.
 */
final class FailingColumns {
    private FailingColumns() {}

    static Set<Integer> of(Expr expression) {
        Set<Integer> columns = new TreeSet<>();
        collect(expression, columns);
        return columns;
    }

    private static void collect(Expr expression, Set<Integer> into) {
        if (!Fallibility.canFail(expression)) {
            return;
        }
        switch (expression) {
            case Call _, JavaCall _, Cast _ -> operand(expression, into);
            // Which operands are evaluated depends on those before.
            case Logical _, Case _, Coalesce _ -> into.addAll(Columns.used(expression));
            case InList list -> collect(list.input(), into);
            case ColumnRef _, Literal _, Now _ -> {}
        }
    }

    /** All below what fails itself; else only what fails below. */
    private static void operand(Expr expression, Set<Integer> into) {
        if (Fallibility.failsItself(expression)) {
            into.addAll(Columns.used(expression));
        } else {
            expression.children().forEach(child -> collect(child, into));
        }
    }
}
