package dev.tidemill.node.pgcatalog.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query with what may stand around its body.
 *
 * @param with tables that it names first
 * @param limit null for all rows
 * @param offset null for none
 */
public record Query(
        List<CommonTable> with,
        Body body,
        List<Term.SortKey> orderBy,
        @Nullable Term limit,
        @Nullable Term offset) {
    public Query {
        with = List.copyOf(with);
        orderBy = List.copyOf(orderBy);
    }

    /**
     * A table of WITH.
     *
     * @param columns names for its columns; empty for those of the query
     * @param recursive whether it may read itself
     */
    public record CommonTable(String name, List<String> columns, Query query, boolean recursive) {
        public CommonTable {
            columns = List.copyOf(columns);
        }
    }

    /** What gives rows. */
    public sealed interface Body permits Select, SetOperation, Values, Nested {}

    /**
     * A SELECT without what stands around it.
     *
     * @param distinct whether equal rows are given once
     * @param distinctOn of rows equal in these only the first; empty for none
     * @param from joined as if by commas; empty for one row without columns
     */
    public record Select(
            boolean distinct,
            List<Term> distinctOn,
            List<Item> items,
            List<From> from,
            @Nullable Term where,
            List<Term> groupBy,
            @Nullable Term having)
            implements Body {
        public Select {
            distinctOn = List.copyOf(distinctOn);
            items = List.copyOf(items);
            from = List.copyOf(from);
            groupBy = List.copyOf(groupBy);
        }
    }

    public enum SetKind {
        UNION,
        INTERSECT,
        EXCEPT
    }

    public record SetOperation(SetKind kind, boolean all, Body left, Body right) implements Body {}

    public record Values(List<List<Term>> rows) implements Body {
        public Values {
            rows = rows.stream().map(List::copyOf).toList();
        }
    }

    /** A query in parentheses. */
    public record Nested(Query query) implements Body {}

    /**
     * A column of the answer.
     *
     * @param alias null when none is given
     */
    public record Item(Term term, @Nullable String alias) {}

    /** What stands in FROM. */
    public sealed interface From permits Table, FunctionTable, DerivedTable, Join {}

    /**
     * What a table of FROM is called.
     *
     * @param alias null for the table's own name
     * @param columns new names of the first columns
     */
    public record Alias(@Nullable String alias, List<String> columns) {
        public Alias {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A table by its name.
     *
     * @param schema empty when none is given
     */
    public record Table(String schema, String name, Alias alias, int position) implements From {}

    /**
     * One function, or several side by side in ROWS FROM.
     *
     * @param ordinality whether a column counts the rows
     */
    public record FunctionTable(List<Term.Call> calls, boolean ordinality, Alias alias)
            implements From {
        public FunctionTable {
            calls = List.copyOf(calls);
        }
    }

    public record DerivedTable(Query query, Alias alias) implements From {}

    public enum JoinKind {
        INNER,
        LEFT,
        RIGHT,
        FULL
    }

    /**
     * Two tables, joined.
     *
     * @param on null with USING, NATURAL or CROSS
     * @param using columns that both have; empty for none
     */
    public record Join(
            JoinKind kind,
            From left,
            From right,
            @Nullable Term on,
            List<String> using,
            boolean natural)
            implements From {
        public Join {
            using = List.copyOf(using);
        }
    }
}
