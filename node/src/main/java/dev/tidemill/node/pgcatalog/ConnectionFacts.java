package dev.tidemill.node.pgcatalog;

import java.time.OffsetDateTime;
import java.util.Map;

/** What the catalog is told of the connection that asks it. Called on the thread of the query. */
public interface ConnectionFacts {
    /** All settings, as SHOW tells them, by their names in small letters. */
    Map<String, String> settings();

    /**
     * Changes a setting, for {@code set_config}.
     *
     * @return its value after that
     */
    String set(String name, String value);

    /** What {@code pg_backend_pid()} tells. */
    long backendId();

    /** When the server was started. */
    OffsetDateTime startedAt();
}
