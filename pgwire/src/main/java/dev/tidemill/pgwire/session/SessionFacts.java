package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.node.pgcatalog.ConnectionFacts;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;

/** What the catalog is told of a session. Owned by its thread. */
record SessionFacts(Settings all, long backendId, OffsetDateTime startedAt)
        implements ConnectionFacts {
    SessionFacts {
        requireNonNull(all, "all");
        requireNonNull(startedAt, "startedAt");
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> byKey = new HashMap<>();
        all.all().forEach((name, value) -> byKey.put(Setting.key(name), value));
        return byKey;
    }

    @Override
    public String set(String name, String value) {
        all.set(name, value, false);
        return all.value(name);
    }
}
