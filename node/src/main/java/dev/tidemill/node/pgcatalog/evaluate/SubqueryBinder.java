package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.pgcatalog.evaluate.TermBinder.Place;
import dev.tidemill.node.pgcatalog.syntax.Query;
import dev.tidemill.node.pgcatalog.syntax.Term;
import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Queries inside expressions. */
final class SubqueryBinder {
    private final TermBinder terms;
    private final Coercion coercion;
    private final Operators operators;

    SubqueryBinder(TermBinder terms, Coercion coercion, Operators operators) {
        this.terms = terms;
        this.coercion = coercion;
        this.operators = operators;
    }

    Expression exists(Query query, Place at) {
        Subquery inner = terms.subquery(query, at.scope(), at.tables());
        return Expression.of(PgTypes.BOOL, frame -> !inner.rows(frame).isEmpty());
    }

    Expression scalar(Query query, Place at) {
        Subquery inner = oneColumn(query, at);
        return Expression.of(
                inner.columns().getFirst().type(),
                frame -> {
                    List<@Nullable Object[]> rows = inner.rows(frame);
                    if (rows.size() > 1) {
                        throw new TidemillException(
                                ErrorCode.TOO_MANY_ROWS,
                                "more than one row returned by a subquery used as an expression");
                    }
                    return rows.isEmpty() ? null : rows.getFirst()[0];
                });
    }

    Expression array(Query query, Place at) {
        Subquery inner = oneColumn(query, at);
        PgType element = inner.columns().getFirst().type();
        return Expression.of(
                PgTypes.arrayOf(element.isUnknown() ? PgTypes.TEXT : element),
                frame -> {
                    List<@Nullable Object> elements = new ArrayList<>();
                    inner.rows(frame).forEach(row -> elements.add(row[0]));
                    return elements;
                });
    }

    private Subquery oneColumn(Query query, Place at) {
        Subquery inner = terms.subquery(query, at.scope(), at.tables());
        if (inner.columns().size() != 1) {
            throw SqlErrors.invalid("subquery must return only one column");
        }
        return inner;
    }

    Expression in(Term.InQuery in, Place at) {
        Subquery inner = terms.subquery(in.query(), at.scope(), at.tables());
        List<Expression> left =
                in.operand() instanceof Term.Row row
                        ? terms.all(row.fields(), at)
                        : List.of(terms.bind(in.operand(), at));
        if (left.size() != inner.columns().size()) {
            throw SqlErrors.invalid("subquery has not as many columns as there are values");
        }
        List<Expression> values = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            values.add(comparable(left.get(i), inner.columns().get(i).type()));
        }
        Expression found = Expression.of(PgTypes.BOOL, frame -> found(values, inner, frame));
        return in.negated() ? ConditionBinder.not(found) : found;
    }

    private Expression comparable(Expression value, PgType type) {
        if (value.isUnknown()) {
            return coercion.coerce(value, type.isUnknown() ? PgTypes.TEXT : type);
        }
        // Throws where there is no such comparison.
        operators.comparison("=", value, Expression.constant(type, null));
        return value;
    }

    private static @Nullable Boolean found(List<Expression> values, Subquery inner, Frame frame) {
        RowTable table = inner.table(frame);
        List<@Nullable Object> key = TermBinder.listed(values, frame);
        if (table.rows().isEmpty()) {
            return false;
        }
        Boolean result = false;
        for (@Nullable Object[] row : table.rows()) {
            Boolean same = true;
            for (int i = 0; i < row.length && !Boolean.FALSE.equals(same); i++) {
                Object left = key.get(i);
                Object right = row[i];
                if (left == null || right == null) {
                    same = null;
                } else if (!Values.equal(left, right)) {
                    same = false;
                }
            }
            if (Boolean.TRUE.equals(same)) {
                return true;
            }
            frame.run.step();
            result = same == null ? null : result;
        }
        return result;
    }
}
