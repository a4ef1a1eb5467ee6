package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.evaluate.TermBinder.Place;
import dev.tidemill.node.pgcatalog.syntax.Term;
import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Conditions, in three-valued logic. */
final class ConditionBinder {
    private final TermBinder terms;
    private final Coercion coercion;
    private final Operators operators;

    ConditionBinder(TermBinder terms, Coercion coercion, Operators operators) {
        this.terms = terms;
        this.coercion = coercion;
        this.operators = operators;
    }

    static Expression not(Expression operand) {
        return Expression.of(
                PgTypes.BOOL, frame -> operand.value(frame) instanceof Boolean b ? !b : null);
    }

    static Expression and(Expression left, Expression right) {
        return Expression.of(
                PgTypes.BOOL,
                frame -> {
                    Object a = left.value(frame);
                    if (Boolean.FALSE.equals(a)) {
                        return false;
                    }
                    Object b = right.value(frame);
                    return a == null && !Boolean.FALSE.equals(b) ? null : b;
                });
    }

    static Expression or(Expression left, Expression right) {
        return Expression.of(
                PgTypes.BOOL,
                frame -> {
                    Object a = left.value(frame);
                    if (Boolean.TRUE.equals(a)) {
                        return true;
                    }
                    Object b = right.value(frame);
                    return a == null && !Boolean.TRUE.equals(b) ? null : b;
                });
    }

    Expression isNull(Expression operand, boolean negated) {
        Expression known = coercion.settled(operand);
        return Expression.of(PgTypes.BOOL, frame -> (known.value(frame) == null) != negated);
    }

    static Expression isTruth(Expression operand, Term.IsTruth is) {
        return Expression.of(
                PgTypes.BOOL,
                frame -> Boolean.valueOf(is.value()).equals(operand.value(frame)) != is.negated());
    }

    Expression isDistinct(Term.IsDistinct is, Place at) {
        Expression left = terms.bind(is.left(), at);
        Expression right = terms.bind(is.right(), at);
        Expression equal = operators.comparison("=", left, right);
        Expression a = coercion.settled(left);
        Expression b = coercion.settled(right);
        return Expression.of(
                PgTypes.BOOL,
                frame -> {
                    Object same = equal.value(frame);
                    boolean distinct =
                            same == null
                                    ? a.value(frame) != null || b.value(frame) != null
                                    : !(Boolean) same;
                    return distinct != is.negated();
                });
    }

    Expression between(Term.Between between, Place at) {
        Expression operand = terms.bind(between.operand(), at);
        Expression inside =
                and(
                        operators.comparison(">=", operand, terms.bind(between.low(), at)),
                        operators.comparison("<=", operand, terms.bind(between.high(), at)));
        return between.negated() ? not(inside) : inside;
    }

    Expression inList(Term.InList in, Place at) {
        Expression operand = terms.bind(in.operand(), at);
        List<Expression> equal = new ArrayList<>();
        for (Term value : in.values()) {
            equal.add(operators.comparison("=", operand, terms.bind(value, at)));
        }
        Expression any = any(equal);
        return in.negated() ? not(any) : any;
    }

    private static Expression any(List<Expression> conditions) {
        return Expression.of(
                PgTypes.BOOL,
                frame -> {
                    Boolean found = false;
                    for (Expression condition : conditions) {
                        Object one = condition.value(frame);
                        if (Boolean.TRUE.equals(one)) {
                            return true;
                        }
                        found = one == null ? null : found;
                    }
                    return found;
                });
    }

    Expression quantified(Term.Quantified quantified, Place at) {
        Expression left = terms.bind(quantified.left(), at);
        Expression given = terms.bind(quantified.array(), at);
        PgType element =
                given.type().isArray()
                        ? PgTypes.elementOf(given.type())
                        : coercion.settled(left).type();
        Expression array =
                given.type().isArray() ? given : coercion.coerce(given, PgTypes.arrayOf(element));
        Expression one =
                operators.binary(
                        quantified.operator(),
                        left,
                        Expression.of(element, frame -> frame.element));
        return Expression.of(
                PgTypes.BOOL,
                frame ->
                        array.value(frame) instanceof List<?> list
                                ? quantified(frame, list, one, quantified.all())
                                : null);
    }

    private static @Nullable Boolean quantified(
            Frame frame, List<?> list, Expression one, boolean all) {
        Boolean result = all;
        @Nullable Object before = frame.element;
        for (Object each : list) {
            frame.element = each;
            Boolean holds = (Boolean) one.value(frame);
            if (holds == null) {
                result = null;
            } else if (holds != all) {
                result = holds;
                break;
            }
        }
        frame.element = before;
        return result;
    }
}
