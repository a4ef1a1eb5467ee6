package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.type.PgText;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What functions of the catalog ask: of the connection, and of what is defined. */
public interface Surroundings extends PgText.References {
    /** A setting of the connection, as SHOW tells it. */
    Optional<String> setting(String name);

    /** All settings of the connection. */
    Map<String, String> settings();

    /** Changes a setting of the connection, and tells what it is now. */
    String set(String name, String value);

    /** When the server was started. */
    OffsetDateTime startedAt();

    String database();

    String user();

    /** The text of {@code version()}. */
    String version();

    /** What identifies the connection when a query is to be cancelled. */
    long backendId();

    /** The schemas in which names without one are looked for. */
    List<String> searchPath();

    /** The row of a catalog relation in which a column has an oid, or null. */
    @Nullable Object find(String relation, String oidColumn, long oid, String column);

    /** The name of a table's column; empty when there is none. */
    String columnName(long table, long number);

    /** The comment of an object, or of a column of it; null when there is none. */
    @Nullable String comment(long classOid, long oid, long column);

    /**
     * The text of an index, a constraint, a view or a function; null when there is none.
     *
     * @param brief without the schemas that are found anyway
     */
    @Nullable String definition(long oid, boolean brief);

    /** Whether the user may do something with a table, as GRANT names it. */
    boolean may(long table, String privilege);

    /** Bytes that a table takes; null when that is not known. */
    @Nullable Long size(long table);
}
