package dev.tidemill.store;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.background.BackgroundThreads;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.history.HistoryMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One DuckDB in memory, locked down, with a view for each published table. It holds no rows but
 * {@linkplain TableImages copies}: every view scans the pin that the connection's {@link
 * PinVariable} names, or a copy that is equal to what it would scan, so all of one query see one
 * tick.
 *
 * <p>Invariant: views are made, and the transaction of the query that reads them is begun, under
 * this object's lock, so the query keeps the views that fit its pin when a table is redefined.
 */
final class DuckInstance implements AutoCloseable {
    /** Numbers the engines of this process, since each spills into a folder of its own. */
    private static final AtomicLong NUMBERS = new AtomicLong();

    private static final Logger LOG = LoggerFactory.getLogger(DuckInstance.class);

    /** Sessions that wait for their next query. */
    private static final int IDLE_SESSIONS_MAX = 16;

    private final DuckDBConnection root;
    private final TableImages images;
    private final Map<String, PublishedView> views = new HashMap<>();
    private final Queue<QuerySession> idleSessions = new ConcurrentLinkedQueue<>();
    private final CheckedQueries checkedQueries = new CheckedQueries();
    private @Nullable Set<String> knownFunctions;
    private volatile boolean retired;

    private DuckInstance(DuckDBConnection root, TableImages images) {
        this.root = root;
        this.images = images;
    }

    /**
     * What engines of one store share.
     *
     * @param pins finds a pin by its number; throws when it is not there
     */
    record Shared(LongFunction<PinnedTables> pins, ImageCounters images) {}

    /** Makes an engine. */
    @FunctionalInterface
    interface Opener {
        DuckInstance open(StoreOptions options, Shared shared);
    }

    static DuckInstance open(StoreOptions options, Shared shared) {
        return BackgroundThreads.call(
                "query-engine", () -> open("jdbc:duckdb:", List.of(), options, shared));
    }

    /**
     * @param first statements that run before the engine is locked down
     */
    static DuckInstance open(String url, List<String> first, StoreOptions options, Shared shared) {
        try {
            DuckDBConnection root = DriverManager.getConnection(url).unwrap(DuckDBConnection.class);
            shared.images().lost();
            DuckInstance instance =
                    new DuckInstance(
                            root,
                            new TableImages(options.memory().imageBytesMax(), shared.images()));
            instance.setUp(first, options, shared.pins());
            return instance;
        } catch (SQLException e) {
            throw new TidemillException(
                    ErrorCode.QUERY_ENGINE_LOST, "The query engine did not start", e);
        }
    }

    private void setUp(List<String> first, StoreOptions options, LongFunction<PinnedTables> pins)
            throws SQLException {
        new ScanFunction(pins).register(root);
        TextBounds.register(root);
        List<String> statements = new ArrayList<>(first);
        Path spill = options.temporaryDirectory().resolve("query-" + NUMBERS.incrementAndGet());
        statements.add("SET memory_limit = '" + (options.memory().bytesMax() >> 20) + "MiB'");
        // Connections that are made from this one inherit it.
        statements.add("SET operator_memory_limit = '" + (options.bytesPerQuery() >> 10) + "KiB'");
        statements.add("SET threads = " + options.threads());
        createFolder(options.temporaryDirectory());
        statements.add("SET temp_directory = " + DuckTypes.literal(spill.toString()));
        statements.add(
                "SET max_temp_directory_size = '"
                        + (options.memory().spillBytesMax() >> 20)
                        + "MiB'");
        statements.add("SET GLOBAL TimeZone = 'UTC'");
        statements.add("SET GLOBAL integer_division = true");
        statements.add("SET GLOBAL default_null_order = 'nulls_last_on_asc_first_on_desc'");
        statements.add("CREATE SCHEMA public");
        statements.add("CREATE SCHEMA tidemill");
        statements.add("CREATE VIEW main.catalog_pin AS SELECT 1");
        statements.addAll(clock());
        statements.addAll(TextBounds.macros());
        if (options.historyFile() != null) {
            statements.add(
                    "ATTACH "
                            + DuckTypes.literal(options.historyFile().toString())
                            + " AS "
                            + HistoryStore.CATALOG);
        }
        statements.add("ATTACH ':memory:' AS " + TableImages.CATALOG);
        statements.add("SET allow_community_extensions = false");
        statements.add("SET autoinstall_known_extensions = false");
        statements.add("SET autoload_known_extensions = false");
        statements.add("SET enable_external_access = false");
        statements.add("SET lock_configuration = true");
        try (Statement statement = root.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    /** DuckDB makes the last folder of a path alone. */
    private static void createFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new TidemillException(
                    ErrorCode.IO_FAILED, "no folder for temporary files: " + folder, e);
        }
    }

    /** The tick's time for the clock. */
    private static List<String> clock() {
        String now = PinVariable.value(PinVariable.NOW);
        return List.of(
                "CREATE MACRO now() AS " + now,
                "CREATE MACRO get_current_timestamp() AS " + now,
                "CREATE MACRO transaction_timestamp() AS " + now,
                "CREATE MACRO current_date() AS " + now + "::DATE",
                "CREATE MACRO today() AS " + now + "::DATE",
                "CREATE MACRO current_localtimestamp() AS " + now + "::TIMESTAMP");
    }

    /** Throws QUERY_ENGINE_LOST when the database is closed or broken. */
    DuckDBConnection connect() {
        try {
            return root.duplicate();
        } catch (SQLException e) {
            throw DuckErrors.lost(e);
        }
    }

    /** A session that an earlier query left, or a new one; throws QUERY_ENGINE_LOST. */
    QuerySession session() {
        QuerySession idle = idleSessions.poll();
        return idle == null ? new QuerySession(connect()) : idle;
    }

    /** Takes a session back from a query that gave its whole answer. */
    void leave(QuerySession session) throws SQLException {
        boolean kept = false;
        try {
            session.reset();
            kept = !retired && idleSessions.size() < IDLE_SESSIONS_MAX;
        } catch (SQLException e) {
            LOG.debug("a session could not be reset", e);
        }
        if (kept) {
            idleSessions.offer(session);
        } else {
            session.close();
        }
    }

    /** DuckDB's parse tree of a text, as JSON. */
    static String tree(DuckDBConnection connection, String sql) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT json_serialize_sql(?)")) {
            statement.setString(1, sql);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    /**
     * Points a connection to a pin, sees to the views that the query reads and begins the query's
     * transaction, which keeps those views whatever becomes of their tables.
     *
     * @param reads which images the views read
     */
    void begin(
            QuerySession session,
            long pinId,
            PinnedTables pin,
            Set<String> tables,
            ImageReads reads)
            throws SQLException {
        PinVariable variable = new PinVariable(pinId, pin.nowMicros());
        for (String table : tables) {
            variable.addTable(table, pin.table(table).history());
        }
        session.point(variable);
        beginWithViews(session, pinId, pin, tables, reads);
    }

    private synchronized void beginWithViews(
            QuerySession session,
            long pinId,
            PinnedTables pin,
            Set<String> tables,
            ImageReads reads)
            throws SQLException {
        for (String table : tables) {
            TableSnapshot contents = pin.table(table);
            String image =
                    PublishedView.isInMemory(contents)
                            ? reads.of(table, contents, pin.tick())
                            : null;
            ensureView(PublishedView.of(table, contents, image), pinId, contents.history());
        }
        session.begin();
    }

    private void ensureView(PublishedView view, long pinId, @Nullable HistoryMark history)
            throws SQLException {
        if (view.equals(views.get(view.table()))) {
            return;
        }
        PinVariable variable = new PinVariable(pinId, 0);
        variable.addTable(view.table(), history);
        try (Statement statement = root.createStatement();
                PreparedStatement setting = root.prepareStatement(variable.statement())) {
            variable.set(setting);
            for (String name : viewNames(view.table())) {
                statement.execute("CREATE OR REPLACE VIEW " + name + " AS " + view.sql());
            }
        }
        views.put(view.table(), view);
    }

    private static List<String> viewNames(String table) {
        if (table.startsWith("tidemill.")) {
            return List.of("tidemill." + DuckTypes.quoted(table.substring(9)));
        }
        String quoted = DuckTypes.quoted(table);
        return List.of("main." + quoted, "public." + quoted);
    }

    TableImages images() {
        return images;
    }

    /** Queries that may run on it. */
    CheckedQueries checkedQueries() {
        return checkedQueries;
    }

    /** Whether DuckDB has a function of this name, allowed or not. */
    synchronized boolean isKnownFunction(String name) {
        if (knownFunctions == null) {
            Set<String> names = new HashSet<>();
            try (Statement statement = root.createStatement();
                    ResultSet rows =
                            statement.executeQuery(
                                    "SELECT DISTINCT function_name FROM duckdb_functions()")) {
                while (rows.next()) {
                    names.add(rows.getString(1).toLowerCase(Locale.ROOT));
                }
            } catch (SQLException e) {
                return true;
            }
            knownFunctions = names;
        }
        return knownFunctions.contains(name);
    }

    /** Tells its queries that they get no answer from it any more. */
    void retire() {
        retired = true;
        images.stop();
    }

    boolean isRetired() {
        return retired;
    }

    /** Runs a real query; a broken instance fails every statement. */
    boolean isHealthy() {
        try (DuckDBConnection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT sum(i) FROM range(10) t(i)")) {
            return rows.next() && rows.getLong(1) == 45;
        } catch (SQLException | TidemillException e) {
            return false;
        }
    }

    /**
     * Whether a fatal error has ended the instance. One that only lacks memory at the moment is not
     * broken: two instances must never have the history's file open for writing.
     */
    boolean isBroken() {
        try (DuckDBConnection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
            return false;
        } catch (SQLException e) {
            String message = String.valueOf(e.getMessage());
            return message.contains("FATAL") || message.contains("invalidated");
        } catch (TidemillException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            for (QuerySession idle = idleSessions.poll();
                    idle != null;
                    idle = idleSessions.poll()) {
                idle.close();
            }
            root.close();
        } catch (SQLException e) {
            throw new TidemillException(ErrorCode.INTERNAL, "The query engine did not stop", e);
        }
    }
}
