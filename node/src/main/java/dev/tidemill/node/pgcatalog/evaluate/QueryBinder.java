package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.pgcatalog.evaluate.CommonTables.Common;
import dev.tidemill.node.pgcatalog.syntax.Query;
import dev.tidemill.node.pgcatalog.syntax.Term;
import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds whole queries. Owned by one binding. */
final class QueryBinder {
    private final Relations relations;
    private final TermBinder terms;

    QueryBinder(Relations relations, Parameters parameters) {
        this.relations = relations;
        this.terms = new TermBinder(this, parameters);
    }

    Relations relations() {
        return relations;
    }

    TermBinder terms() {
        return terms;
    }

    /** A query that no other one is around; its columns have types. */
    Rows bind(Query query) {
        return settled(bind(query, null, CommonTables.NONE));
    }

    private Rows settled(Rows rows) {
        return converted(
                rows,
                rows.columns().stream()
                        .map(c -> c.type().isUnknown() ? PgTypes.TEXT : c.type())
                        .toList());
    }

    Subquery subquery(Query query, Scope outer, CommonTables tables) {
        Rows[] rows = new Rows[1];
        boolean correlated = outer.isNamedBy(() -> rows[0] = bind(query, outer, tables));
        return new Subquery(rows[0], correlated);
    }

    Rows bind(Query query, @Nullable Scope outer, CommonTables around) {
        CommonTables tables = around;
        List<Common> correlated = new ArrayList<>();
        for (Query.CommonTable table : query.with()) {
            tables = tables.with(table.name(), common(table, outer, tables, correlated));
        }
        Rows rows = withoutTables(query, outer, tables);
        return correlated.isEmpty() ? rows : new WithRows(correlated, rows);
    }

    private Rows withoutTables(Query query, @Nullable Scope outer, CommonTables tables) {
        return query.body() instanceof Query.Select select
                ? new SelectBinder(this, outer, tables)
                        .bind(select, query.orderBy(), query.limit(), query.offset())
                : ordered(body(query.body(), outer, tables), query, outer, tables);
    }

    private Rows body(Query.Body body, @Nullable Scope outer, CommonTables tables) {
        return switch (body) {
            case Query.Select select ->
                    new SelectBinder(this, outer, tables).bind(select, List.of(), null, null);
            case Query.Nested nested -> bind(nested.query(), outer, tables);
            case Query.Values values -> values(values, outer, tables);
            case Query.SetOperation set ->
                    set(set, body(set.left(), outer, tables), body(set.right(), outer, tables));
        };
    }

    private Rows set(Query.SetOperation set, Rows left, Rows right) {
        if (left.columns().size() != right.columns().size()) {
            throw SqlErrors.invalid(
                    "each %s query must have the same number of columns".formatted(set.kind()));
        }
        List<PgType> types = new ArrayList<>();
        for (int i = 0; i < left.columns().size(); i++) {
            types.add(
                    Coercion.common(
                            left.columns().get(i).type(),
                            right.columns().get(i).type(),
                            set.kind().toString()));
        }
        return new SetRows(set.kind(), set.all(), converted(left, types), converted(right, types));
    }

    private Rows converted(Rows rows, List<PgType> types) {
        List<OutputColumn> columns = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        boolean same = true;
        for (int i = 0; i < types.size(); i++) {
            OutputColumn from = rows.columns().get(i);
            int index = i;
            Expression column = Expression.of(from.type(), frame -> frame.values[index]);
            same &= from.type().equals(types.get(i));
            values.add(terms.coercion().coerce(column, types.get(i)));
            columns.add(new OutputColumn(from.name(), types.get(i)));
        }
        return same ? rows : new ConvertedRows(rows, columns, values);
    }

    private Rows values(Query.Values values, @Nullable Scope outer, CommonTables tables) {
        Scope scope = new Scope(outer);
        List<List<Expression>> rows = new ArrayList<>();
        for (List<Term> row : values.rows()) {
            rows.add(terms.all(row, new TermBinder.Place(scope, tables)));
        }
        int width = rows.getFirst().size();
        List<OutputColumn> columns = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            PgType type = PgTypes.UNKNOWN;
            for (List<Expression> row : rows) {
                if (row.size() != width) {
                    throw SqlErrors.invalid("VALUES lists must all be the same length");
                }
                type = Coercion.common(type, row.get(i).type(), "VALUES");
            }
            columns.add(
                    new OutputColumn("column" + (i + 1), type.isUnknown() ? PgTypes.TEXT : type));
        }
        return new ValueRows(columns, coerced(rows, columns));
    }

    private List<List<Expression>> coerced(
            List<List<Expression>> rows, List<OutputColumn> columns) {
        List<List<Expression>> coerced = new ArrayList<>();
        for (List<Expression> row : rows) {
            List<Expression> values = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                values.add(terms.coercion().coerce(row.get(i), columns.get(i).type()));
            }
            coerced.add(values);
        }
        return coerced;
    }

    /**
     * @param correlated takes it when it is another table for each row around
     */
    private Common common(
            Query.CommonTable table,
            @Nullable Scope outer,
            CommonTables tables,
            List<Common> correlated) {
        Common[] common = new Common[1];
        Runnable binding = () -> common[0] = commonOf(table, outer, tables);
        if (outer == null) {
            binding.run();
        } else if (outer.isNamedBy(binding)) {
            correlated.add(common[0]);
        }
        return common[0];
    }

    private Common commonOf(Query.CommonTable table, @Nullable Scope outer, CommonTables tables) {
        boolean readsItself =
                table.recursive()
                        && table.query().body() instanceof Query.SetOperation set
                        && set.kind() == Query.SetKind.UNION;
        return readsItself
                ? recursive(table, outer, tables)
                : plain(table, settled(bind(table.query(), outer, tables)));
    }

    private static Common plain(Query.CommonTable table, Rows rows) {
        Common common = new Common(renamed(rows.columns(), table.columns()));
        common.is(rows);
        return common;
    }

    private Common recursive(Query.CommonTable table, @Nullable Scope outer, CommonTables tables) {
        Query.SetOperation set = (Query.SetOperation) table.query().body();
        Rows first = settled(body(set.left(), outer, tables));
        List<OutputColumn> columns = renamed(first.columns(), table.columns());
        Common working = new Common(columns);
        Rows step = body(set.right(), outer, tables.with(table.name(), working));
        if (step.columns().size() != columns.size()) {
            throw SqlErrors.invalid("each UNION query must have the same number of columns");
        }
        Rows fitted = converted(step, columns.stream().map(OutputColumn::type).toList());
        Common common = new Common(columns);
        common.is(new RecursiveRows(first, fitted, working, set.all()));
        return common;
    }

    private static List<OutputColumn> renamed(List<OutputColumn> columns, List<String> names) {
        List<OutputColumn> renamed = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String name = i < names.size() ? names.get(i) : columns.get(i).name();
            renamed.add(new OutputColumn(name, columns.get(i).type()));
        }
        return renamed;
    }

    /** The order and the number of rows of what is no plain SELECT. */
    private Rows ordered(Rows body, Query query, @Nullable Scope outer, CommonTables tables) {
        if (query.orderBy().isEmpty() && query.limit() == null && query.offset() == null) {
            return body;
        }
        Scope scope = new Scope(outer);
        for (OutputColumn column : body.columns()) {
            scope.add("", column.name(), column.type(), false);
        }
        TermBinder.Place at = new TermBinder.Place(scope, tables);
        List<SortRule> rules = new ArrayList<>();
        for (Term.SortKey key : query.orderBy()) {
            Expression by =
                    key.term() instanceof Term.Numeral number
                            ? output(scope, number.value().intValue())
                            : terms.bind(key.term(), at);
            rules.add(new SortRule(by, key.descending(), key.nullsFirst()));
        }
        return new OrderedRows(
                body,
                rules,
                count(query.limit(), outer, tables),
                count(query.offset(), outer, tables));
    }

    private static Expression output(Scope scope, int position) {
        if (position < 1 || position > scope.width()) {
            throw noPosition(position);
        }
        return TermBinder.column(new Scope.Found(scope.columns().get(position - 1), 0));
    }

    static TidemillException noPosition(int position) {
        return new TidemillException(
                ErrorCode.INVALID_SQL,
                "ORDER BY position %d is not in select list".formatted(position));
    }

    /** A number of rows, which names no column of the query. */
    @Nullable Expression count(@Nullable Term term, @Nullable Scope outer, CommonTables tables) {
        if (term == null) {
            return null;
        }
        TermBinder.Place at = new TermBinder.Place(new Scope(outer), tables);
        return terms.coercion().coerce(terms.bind(term, at), PgTypes.INT8);
    }
}
