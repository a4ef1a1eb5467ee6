package dev.tidemill.node.pgcatalog;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Session;
import dev.tidemill.node.pgcatalog.evaluate.BoundQuery;
import dev.tidemill.node.pgcatalog.evaluate.Parameters;
import dev.tidemill.node.pgcatalog.evaluate.QueryNames;
import dev.tidemill.node.pgcatalog.relation.CatalogRelations;
import dev.tidemill.node.pgcatalog.relation.ListedProject;
import dev.tidemill.node.pgcatalog.relation.Listing;
import dev.tidemill.node.pgcatalog.syntax.Query;
import dev.tidemill.node.pgcatalog.syntax.QueryParser;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The door to the catalog, for one connection. What is asked of it is decided by the relations and
 * functions that the parsed query names, never by its text.
 *
 * <pre>{@code
 * PgCatalog catalog = new PgCatalog(session, facts);
 * Optional<CatalogQuery> asked = catalog.prepare("SELECT relname FROM pg_class", List.of());
 * asked.get().run(List.of(), () -> false);
 * }</pre>
 *
 * <p>Whoever asks sees the tables and columns that their policies let them read. Safe for all
 * threads.
 */
public final class PgCatalog {
    /** Characters of a query of the catalog; longer statements are not its to answer. */
    public static final int SQL_LENGTH_MAX = 1 << 20;

    /** How old the numbers of rows and bytes may be. */
    private static final long SIZES_AGE_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

    /** Rows of the catalog that are kept from query to query. */
    private record Listed(ListedProject definitions, Listing listing, long madeAtNanos) {}

    private final Session session;
    private final ConnectionFacts facts;
    private @Nullable Listed kept;

    public PgCatalog(Session session, ConnectionFacts facts) {
        this.session = requireNonNull(session, "session");
        this.facts = requireNonNull(facts, "facts");
    }

    /**
     * A query of the catalog: one that reads only its relations, or reads none and calls functions
     * of the catalog or the connection, such as {@code version()} or {@code current_schema()}.
     * Empty for all others, which are not the catalog's to answer: for statements that are no
     * query, for what does not parse, and for queries of tables.
     *
     * @param sql one statement; a semicolon may end it
     * @param parameterTypes oids of the types of the first parameters as the client gives them; 0
     *     where it does not
     * @throws TidemillException UNSUPPORTED_SQL for a query that reads the catalog and tables;
     *     UNKNOWN_COLUMN and others for a query of the catalog that is wrong
     */
    public Optional<CatalogQuery> prepare(String sql, List<Integer> parameterTypes) {
        Query query;
        try {
            if (sql.length() > SQL_LENGTH_MAX || !QueryParser.startsQuery(sql)) {
                return Optional.empty();
            }
            query = QueryParser.parse(sql);
        } catch (TidemillException e) {
            // Whoever is asked next says what is wrong with it.
            return Optional.empty();
        }
        QueryNames names = QueryNames.of(query);
        if (!isOfCatalog(names)) {
            return Optional.empty();
        }
        BoundQuery bound =
                BoundQuery.of(query, CatalogRelations.all(), new Parameters(parameterTypes));
        return Optional.of(new CatalogQuery(bound, facts, this::listing));
    }

    private static boolean isOfCatalog(QueryNames names) {
        List<QueryNames.Named> tables = names.tables();
        long ofCatalog = tables.stream().filter(PgCatalog::isCatalogs).count();
        if (ofCatalog > 0 && ofCatalog < tables.size()) {
            QueryNames.Named other =
                    tables.stream().filter(table -> !isCatalogs(table)).findFirst().orElseThrow();
            throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL,
                            "a query cannot read both the catalog and the table " + other.name())
                    .withHint("ask the catalog first, and the table by a second query");
        }
        return tables.isEmpty() ? names.callsCatalog() : ofCatalog > 0;
    }

    private static boolean isCatalogs(QueryNames.Named table) {
        return CatalogRelations.isCatalog(table.schema())
                || (table.schema().isEmpty()
                        && CatalogRelations.all().find("", table.name()).isPresent());
    }

    /** The rows of now; those of before while the same is defined and seen. */
    private synchronized Listing listing() {
        ListedProject project = session.listedProject();
        ListedProject definitions = project.withoutSizes();
        Listed known = kept;
        long now = System.nanoTime();
        if (known == null
                || !known.definitions.equals(definitions)
                || now - known.madeAtNanos > SIZES_AGE_NANOS_MAX) {
            known = new Listed(definitions, new Listing(project), now);
            kept = known;
        }
        return known.listing;
    }
}
