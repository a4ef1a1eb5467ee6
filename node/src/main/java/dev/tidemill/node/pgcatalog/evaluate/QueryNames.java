package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.syntax.Query;
import dev.tidemill.node.pgcatalog.syntax.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The tables that a query reads, wherever it names them, and whether it asks functions or types of
 * the catalog.
 */
public final class QueryNames {
    /** Types whose values are what the catalog lists. */
    private static final String REFERENCE = "reg";

    private final List<Named> tables = new ArrayList<>();
    private boolean callsCatalog;

    private QueryNames() {}

    /**
     * A table that is read.
     *
     * @param schema empty when none is given
     */
    public record Named(String schema, String name) {}

    public static QueryNames of(Query query) {
        QueryNames names = new QueryNames();
        names.query(query, Set.of());
        return names;
    }

    public List<Named> tables() {
        return List.copyOf(tables);
    }

    /** Whether it calls a function of the catalog, or casts to a type such as regclass. */
    public boolean callsCatalog() {
        return callsCatalog;
    }

    private void query(Query query, Set<String> around) {
        Set<String> common = new TreeSet<>(around);
        for (Query.CommonTable table : query.with()) {
            if (table.recursive()) {
                common.add(table.name());
            }
            query(table.query(), common);
            common.add(table.name());
        }
        body(query.body(), common);
        query.orderBy().forEach(key -> term(key.term(), common));
        term(query.limit(), common);
        term(query.offset(), common);
    }

    private void body(Query.Body body, Set<String> common) {
        switch (body) {
            case Query.Select select -> {
                select.distinctOn().forEach(term -> term(term, common));
                select.items().forEach(item -> term(item.term(), common));
                select.from().forEach(from -> from(from, common));
                term(select.where(), common);
                select.groupBy().forEach(term -> term(term, common));
                term(select.having(), common);
            }
            case Query.SetOperation set -> {
                body(set.left(), common);
                body(set.right(), common);
            }
            case Query.Values values ->
                    values.rows().forEach(row -> row.forEach(term -> term(term, common)));
            case Query.Nested nested -> query(nested.query(), common);
        }
    }

    private void from(Query.From from, Set<String> common) {
        switch (from) {
            case Query.Table table -> {
                if (!table.schema().isEmpty() || !common.contains(table.name())) {
                    tables.add(new Named(table.schema(), table.name()));
                }
            }
            case Query.FunctionTable function ->
                    function.calls().forEach(call -> term(call, common));
            case Query.DerivedTable derived -> query(derived.query(), common);
            case Query.Join join -> {
                from(join.left(), common);
                from(join.right(), common);
                term(join.on(), common);
            }
        }
    }

    private void term(@Nullable Term term, Set<String> common) {
        switch (term) {
            case null -> {}
            case Term.Exists exists -> query(exists.query(), common);
            case Term.Scalar scalar -> query(scalar.query(), common);
            case Term.ArrayQuery array -> query(array.query(), common);
            case Term.InQuery in -> {
                term(in.operand(), common);
                query(in.query(), common);
            }
            case Term.Call call -> {
                callsCatalog |= FunctionTable.all().isOfCatalog(call.schema(), call.name());
                children(call, common);
            }
            case Term.Cast cast -> {
                callsCatalog |= cast.type().name().startsWith(REFERENCE);
                children(cast, common);
            }
            default -> children(term, common);
        }
    }

    private void children(Term term, Set<String> common) {
        AggregateSearch.children(term)
                .filter(Objects::nonNull)
                .forEach(child -> term(child, common));
    }
}
