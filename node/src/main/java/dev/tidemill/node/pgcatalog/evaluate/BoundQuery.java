package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.syntax.Query;
import dev.tidemill.node.pgcatalog.type.PgType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A query of the catalog whose names and types are known. Immutable; each run of it is its own. */
public final class BoundQuery {
    private final Rows rows;
    private final List<PgType> parameters;

    private BoundQuery(Rows rows, List<PgType> parameters) {
        this.rows = rows;
        this.parameters = parameters;
    }

    /** Binds a query; throws when a name is not known or types do not fit. */
    public static BoundQuery of(Query query, Relations relations, Parameters parameters) {
        Rows rows = new QueryBinder(relations, parameters).bind(query);
        return new BoundQuery(rows, parameters.types());
    }

    public List<OutputColumn> columns() {
        return rows.columns();
    }

    /** The types of its parameters, in order. */
    public List<PgType> parameters() {
        return parameters;
    }

    public List<@Nullable Object[]> rows(Run run) {
        return rows.rows(run, null);
    }
}
