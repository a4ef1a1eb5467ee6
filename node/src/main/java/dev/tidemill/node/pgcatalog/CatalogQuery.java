package dev.tidemill.node.pgcatalog;

import dev.tidemill.node.pgcatalog.evaluate.BoundQuery;
import dev.tidemill.node.pgcatalog.evaluate.Run;
import dev.tidemill.node.pgcatalog.relation.CatalogSurroundings;
import dev.tidemill.node.pgcatalog.relation.Listing;
import dev.tidemill.node.pgcatalog.type.PgText;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A prepared query of the catalog: its columns and the types of its parameters are known. May be
 * run any number of times; each run sees what is defined then. Safe for all threads.
 */
public final class CatalogQuery {
    private final BoundQuery query;
    private final List<CatalogColumn> columns;
    private final ConnectionFacts facts;
    private final Supplier<Listing> listing;

    CatalogQuery(BoundQuery query, ConnectionFacts facts, Supplier<Listing> listing) {
        this.query = query;
        this.columns =
                query.columns().stream().map(c -> new CatalogColumn(c.name(), c.type())).toList();
        this.facts = facts;
        this.listing = listing;
    }

    public List<CatalogColumn> columns() {
        return columns;
    }

    /** The oids of the types of {@code $1}, {@code $2} and so on. */
    public List<Integer> parameterTypes() {
        return query.parameters().stream().map(type -> type.oid()).toList();
    }

    /**
     * Evaluates it.
     *
     * @param parameters as texts, as the text format has them; null for NULL
     * @param isCancelled is asked now and then; once true, the query ends with QUERY_CANCELLED
     */
    public CatalogRows run(List<@Nullable String> parameters, BooleanSupplier isCancelled) {
        CatalogSurroundings surroundings = new CatalogSurroundings(listing.get(), facts);
        Run run = new Run(surroundings, parameters, isCancelled);
        return new CatalogRows(columns, query.rows(run), new PgText(surroundings));
    }
}
