package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.evaluate.TermBinder.Place;
import dev.tidemill.node.pgcatalog.syntax.Term;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls: functions of one value, of several rows, of groups and of windows. */
final class CallBinder {
    private static final Set<String> RANKS = Set.of("row_number", "rank", "dense_rank");

    private final TermBinder terms;
    private final Coercion coercion;
    private final AggregateBinder aggregates;

    CallBinder(TermBinder terms, Coercion coercion) {
        this.terms = terms;
        this.coercion = coercion;
        this.aggregates = new AggregateBinder(terms, coercion);
    }

    Expression bind(Term.Call call, Place at) {
        if (call.over() != null) {
            return window(call, at);
        }
        if (AggregateBinder.isAggregate(call)) {
            if (!at.scope().aggregates) {
                throw SqlErrors.invalid("aggregate functions are not allowed here");
            }
            return aggregates.bind(call, at);
        }
        List<Expression> arguments = terms.all(call.arguments(), at);
        FunctionDefinition function =
                FunctionTable.all()
                        .find(
                                call.schema(),
                                call.name(),
                                arguments.stream().map(Expression::type).toList());
        Expression value = function.bind(arguments, coercion);
        return function.series() ? series(value, at.scope()) : value;
    }

    /** The value of the moment, for a function whose values become rows. */
    private static Expression series(Expression values, Scope scope) {
        if (!scope.takesSeries) {
            throw SqlErrors.invalid("set-returning functions are not allowed here");
        }
        int place = scope.series.size();
        scope.series.add(values.evaluation());
        return Expression.of(values.type(), frame -> frame.series[place]);
    }

    /** A function of FROM, with all its values as a list. */
    Expression table(Term.Call call, Place at) {
        List<Expression> arguments = terms.all(call.arguments(), at);
        FunctionDefinition function =
                FunctionTable.all()
                        .find(
                                call.schema(),
                                call.name(),
                                arguments.stream().map(Expression::type).toList());
        Expression value = function.bind(arguments, coercion);
        return function.series()
                ? value
                : Expression.of(
                        value.type(),
                        frame -> {
                            List<@Nullable Object> one = new ArrayList<>();
                            one.add(value.value(frame));
                            return one;
                        });
    }

    private Expression window(Term.Call call, Place at) {
        Term.Window over = java.util.Objects.requireNonNull(call.over());
        if (!at.scope().takesSeries) {
            throw SqlErrors.invalid("window functions are not allowed here");
        }
        boolean isRank = RANKS.contains(call.name());
        if (!isRank && !AggregateBinder.isAggregateName(call.name())) {
            throw SqlErrors.unsupported("the window function " + call.name());
        }
        List<Expression> partitionBy = terms.all(over.partitionBy(), at);
        List<SortRule> orderBy = sortRules(over.orderBy(), at);
        Expression aggregate = isRank ? null : aggregates.bind(call, at);
        int place = at.scope().windows.size();
        at.scope().windows.add(new WindowCall(call.name(), aggregate, partitionBy, orderBy));
        return Expression.of(
                aggregate == null ? PgTypes.INT8 : aggregate.type(), frame -> frame.windows[place]);
    }

    List<SortRule> sortRules(List<Term.SortKey> keys, Place at) {
        return keys.stream()
                .map(
                        key ->
                                new SortRule(
                                        coercion.settled(terms.bind(key.term(), at)),
                                        key.descending(),
                                        key.nullsFirst()))
                .toList();
    }
}
