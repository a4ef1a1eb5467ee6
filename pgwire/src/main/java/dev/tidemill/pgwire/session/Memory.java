package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The statements that a session has prepared and the portals that it has open. The one without a
 * name is replaced; others stay until they are closed. Owned by the session's thread.
 */
final class Memory implements AutoCloseable {
    private final SessionBounds bounds;
    private final Map<String, Prepared> statements = new LinkedHashMap<>();
    private final Map<String, Portal> portals = new LinkedHashMap<>();
    private final Map<String, Portal> held = new LinkedHashMap<>();
    private long textLength;

    Memory(SessionBounds bounds) {
        this.bounds = requireNonNull(bounds, "bounds");
    }

    void prepare(String name, Prepared statement) {
        if (name.isEmpty()) {
            forget("");
        } else if (statements.containsKey(name)) {
            throw new TidemillException(
                    ErrorCode.DUPLICATE_PREPARED_STATEMENT,
                    "prepared statement \"%s\" already exists".formatted(name));
        }
        long length = statement.text().sql().length();
        // The one without a name is not counted: it is replaced, and there is one at most.
        int named = statements.size() - (statements.containsKey("") ? 1 : 0);
        if ((!name.isEmpty() && named >= bounds.statements())
                || textLength + length > bounds.statementCharacters()) {
            throw new TidemillException(
                            ErrorCode.SESSION_FULL,
                            "the session has %d prepared statements of %d characters, which is as much as it may"
                                    .formatted(named, textLength))
                    .withHint("DEALLOCATE those that are not used any more");
        }
        textLength += length;
        statements.put(name, statement);
    }

    Prepared statement(String name) {
        Prepared found = statements.get(name);
        if (found == null) {
            throw new TidemillException(
                    ErrorCode.UNKNOWN_PREPARED_STATEMENT,
                    name.isEmpty()
                            ? "unnamed prepared statement does not exist"
                            : "prepared statement \"%s\" does not exist".formatted(name));
        }
        return found;
    }

    boolean forget(String name) {
        Prepared gone = statements.remove(name);
        if (gone != null) {
            textLength -= gone.text().sql().length();
        }
        return gone != null;
    }

    void forgetAll() {
        statements.clear();
        textLength = 0;
    }

    void open(String name, Portal portal) {
        if (name.isEmpty()) {
            close("");
        } else if (portals.containsKey(name) || held.containsKey(name)) {
            throw new TidemillException(
                    ErrorCode.DUPLICATE_CURSOR, "cursor \"%s\" already exists".formatted(name));
        }
        if (portals.size() + held.size() >= bounds.portals()) {
            throw new TidemillException(
                            ErrorCode.SESSION_FULL,
                            "the session has %d cursors open, which are as many as it may"
                                    .formatted(bounds.portals()))
                    .withHint("CLOSE those that are not read any more");
        }
        portals.put(name, portal);
    }

    /** Has a portal outlive its transaction. */
    void hold(String name) {
        Portal portal = portals.remove(name);
        if (portal != null) {
            held.put(name, portal);
        }
    }

    Portal portal(String name) {
        Portal found = portals.getOrDefault(name, held.get(name));
        if (found == null) {
            throw new TidemillException(
                    ErrorCode.UNKNOWN_CURSOR,
                    name.isEmpty()
                            ? "portal \"\" does not exist"
                            : "cursor \"%s\" does not exist".formatted(name));
        }
        return found;
    }

    boolean close(String name) {
        @Nullable Portal gone = portals.remove(name);
        if (gone == null) {
            gone = held.remove(name);
        }
        if (gone != null) {
            gone.close();
        }
        return gone != null;
    }

    /** A transaction has ended, and its portals with it. */
    void endTransaction() {
        List.copyOf(portals.keySet()).forEach(this::close);
    }

    @Override
    public void close() {
        endTransaction();
        List.copyOf(held.keySet()).forEach(this::close);
    }

    int statements() {
        return statements.size();
    }
}
