package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.evaluate.Scope.Found;
import dev.tidemill.node.pgcatalog.evaluate.TermBinder.Place;
import dev.tidemill.node.pgcatalog.syntax.Query;
import dev.tidemill.node.pgcatalog.syntax.Term;
import dev.tidemill.node.pgcatalog.type.PgType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds one SELECT with its order. Owned by one binding. */
final class SelectBinder {
    private final QueryBinder queries;
    private final TermBinder terms;
    private final Scope scope;
    private final CommonTables tables;
    private final Place at;

    private final List<String> names = new ArrayList<>();
    private final List<Expression> outputs = new ArrayList<>();
    private final List<Term> written = new ArrayList<>();

    SelectBinder(QueryBinder queries, @Nullable Scope outer, CommonTables tables) {
        this.queries = queries;
        this.terms = queries.terms();
        this.scope = new Scope(outer);
        this.tables = tables;
        this.at = new Place(scope, tables);
    }

    Rows bind(
            Query.Select select,
            List<Term.SortKey> orderBy,
            @Nullable Term limit,
            @Nullable Term offset) {
        JoinPlan plan =
                new FromBinder(queries.relations(), terms, scope, tables)
                        .bind(select.from(), select.where());
        List<Term> groupTerms = groupTerms(select);
        List<Expression> groupBy = terms.all(groupTerms, at);
        boolean grouped =
                !groupTerms.isEmpty() || AggregateSearch.in(select) || AggregateSearch.in(orderBy);
        scope.aggregates = grouped;
        scope.takesSeries = true;
        select.items().forEach(this::item);
        int width = outputs.size();
        List<SortRule> rules = new ArrayList<>();
        for (Term.SortKey key : orderBy) {
            rules.add(sortRule(key, width));
        }
        List<Integer> distinctOn = new ArrayList<>();
        select.distinctOn().forEach(term -> distinctOn.add(place(term, width)));
        scope.takesSeries = false;
        Term having = select.having();
        return new SelectRows(
                columns(width),
                plan,
                scope.width(),
                grouped ? groupBy : null,
                having == null ? null : terms.condition(having, at),
                List.copyOf(scope.windows),
                List.copyOf(scope.series),
                List.copyOf(outputs),
                select.distinct(),
                distinctOn,
                rules,
                queries.count(limit, scope.outer, tables),
                queries.count(offset, scope.outer, tables));
    }

    private List<OutputColumn> columns(int width) {
        List<OutputColumn> columns = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            columns.add(new OutputColumn(names.get(i), outputs.get(i).type()));
        }
        return List.copyOf(columns);
    }

    /** What is grouped by; a position or a new name stands for its item. */
    private List<Term> groupTerms(Query.Select select) {
        List<Term> all = new ArrayList<>();
        for (Term term : select.groupBy()) {
            if (term instanceof Term.Numeral number) {
                int position = number.value().intValue();
                if (position < 1 || position > select.items().size()) {
                    throw QueryBinder.noPosition(position);
                }
                all.add(select.items().get(position - 1).term());
            } else {
                all.add(aliased(term, select.items()));
            }
        }
        return all;
    }

    private Term aliased(Term term, List<Query.Item> items) {
        if (!(term instanceof Term.Name name) || name.parts().size() > 1) {
            return term;
        }
        boolean isColumn =
                scope.columns().stream().anyMatch(column -> column.name.equals(name.last()));
        return isColumn
                ? term
                : items.stream()
                        .filter(item -> name.last().equals(item.alias()))
                        .map(Query.Item::term)
                        .findFirst()
                        .orElse(term);
    }

    private void item(Query.Item item) {
        switch (item.term()) {
            case Term.Star star -> star(star);
            case Term.Field field when field.name().equals("*") -> fields(field);
            default -> {
                String alias = item.alias();
                Expression bound = terms.bind(item.term(), at);
                add(alias == null ? OutputNames.of(item.term()) : alias, bound, item.term());
            }
        }
    }

    private void add(String name, Expression output, Term term) {
        names.add(name);
        outputs.add(output);
        written.add(term);
    }

    private void star(Term.Star star) {
        if (star.qualifier().isEmpty()) {
            if (scope.width() == 0) {
                throw SqlErrors.invalid("SELECT * with no tables specified is not valid");
            }
            for (Scope.Column column : scope.columns()) {
                if (!column.hidden && !column.merged) {
                    column(new Found(column, 0));
                }
            }
            return;
        }
        List<Found> columns = scope.table(star.qualifier().getLast());
        if (columns == null) {
            throw SqlErrors.noColumn(String.join(".", star.qualifier()) + ".*");
        }
        columns.forEach(this::column);
    }

    private void column(Found found) {
        String name = found.column().name;
        add(name, TermBinder.column(found), new Term.Name(List.of(found.column().table, name)));
    }

    private void fields(Term.Field field) {
        Expression row = terms.bind(field.row(), at);
        for (PgType.RecordField each : row.type().fields()) {
            add(each.name(), terms.field(row, each.name()), field);
        }
    }

    private SortRule sortRule(Term.SortKey key, int width) {
        int place = place(key.term(), width);
        Expression output = outputs.get(place);
        Expression by = Expression.of(output.type(), frame -> frame.values[place]);
        return new SortRule(by, key.descending(), key.nullsFirst());
    }

    /** The output that a term stands for, which is added behind the others when it is none. */
    private int place(Term term, int width) {
        if (term instanceof Term.Numeral number) {
            int position = number.value().intValue();
            if (position < 1 || position > width) {
                throw QueryBinder.noPosition(position);
            }
            return position - 1;
        }
        if (term instanceof Term.Name name && name.parts().size() == 1) {
            int named = names.subList(0, width).indexOf(name.last());
            if (named >= 0) {
                return named;
            }
        }
        int same = written.indexOf(term);
        if (same >= 0) {
            return same;
        }
        add("", terms.bind(term, at), term);
        return outputs.size() - 1;
    }
}
