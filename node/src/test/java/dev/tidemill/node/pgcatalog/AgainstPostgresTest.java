package dev.tidemill.node.pgcatalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The queries of tools, asked of Tidemill and of PostgreSQL with the same tables. Columns must have
 * the same names and types; and rows be the same but for oids, where a fixture does not say why
 * they cannot be.
 */
class AgainstPostgresTest {
    /** Columns whose values are numbers of PostgreSQL's storage or of its objects. */
    private static final Set<String> STORAGE =
            Set.of(
                    "relfilenode",
                    "reltype",
                    "reltoastrelid",
                    "relfrozenxid",
                    "relminmxid",
                    "relpages",
                    "reltuples",
                    "relallvisible",
                    "attcacheoff",
                    "indclass",
                    "relowner",
                    "attstattarget",
                    "PAGES",
                    "pages");

    private static @Nullable EmbeddedPostgres server;
    private static @Nullable Connection postgres;

    @BeforeAll
    static void start() throws IOException, SQLException {
        EmbeddedPostgres started =
                EmbeddedPostgres.builder().setServerConfig("timezone", "UTC").start();
        server = started;
        execute(started, "postgres", "postgres", "CREATE ROLE helper SUPERUSER LOGIN");
        execute(started, "helper", "postgres", "ALTER ROLE postgres RENAME TO tidemill");
        execute(
                started,
                "tidemill",
                "postgres",
                "DROP ROLE helper",
                "CREATE DATABASE shop TEMPLATE template0 LOCALE 'C'");
        Connection connection = DriverManager.getConnection(started.getJdbcUrl("tidemill", "shop"));
        postgres = connection;
        try (Statement statement = connection.createStatement()) {
            statement.execute(Shop.POSTGRES);
        }
    }

    private static void execute(
            EmbeddedPostgres server, String user, String database, String... statements)
            throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server.getJdbcUrl(user, database));
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    @AfterAll
    static void stop() throws IOException, SQLException {
        if (postgres != null) {
            postgres.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static Connection postgres() {
        return java.util.Objects.requireNonNull(postgres);
    }

    /** Columns as names and types, and rows as texts. */
    private record Answer(List<String> columns, List<List<@Nullable String>> rows) {}

    private static Answer postgres(String sql) throws SQLException {
        try (Statement statement = postgres().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            ResultSetMetaData shape = rows.getMetaData();
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= shape.getColumnCount(); i++) {
                columns.add(shape.getColumnLabel(i) + " " + shape.getColumnTypeName(i));
            }
            List<List<@Nullable String>> all = new ArrayList<>();
            while (rows.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int i = 1; i <= columns.size(); i++) {
                    row.add(isOid(columns.get(i - 1)) ? "oid" : rows.getString(i));
                }
                all.add(row);
            }
            return new Answer(columns, all);
        }
    }

    private static boolean isOid(String column) {
        return column.endsWith(" oid")
                || column.endsWith(" xid")
                || column.endsWith(" oidvector")
                || STORAGE.contains(column.substring(0, column.lastIndexOf(' ')));
    }

    private static Answer tidemill(Shop shop, Fixture fixture) {
        CatalogQuery query =
                shop.catalog().prepare(fixture.sql(shop::oid), List.of()).orElseThrow();
        List<String> columns = new ArrayList<>();
        for (CatalogColumn column : query.columns()) {
            PgType type = PgTypes.byOid(column.typeOid()).orElseThrow();
            columns.add(column.name() + " " + type.name());
        }
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (List<@Nullable String> row : Shop.rows(query)) {
            List<@Nullable String> shown = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                shown.add(isOid(columns.get(i)) ? "oid" : row.get(i));
            }
            rows.add(shown);
        }
        return new Answer(columns, rows);
    }

    private static long postgresOid(String table) {
        try {
            List<List<@Nullable String>> rows =
                    postgres("SELECT ('%s'::regclass::oid)::int8".formatted(table)).rows();
            return Long.parseLong(String.valueOf(rows.getFirst().getFirst()));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void toolsAreAnsweredAsByPostgres(@TempDir Path folder) throws IOException, SQLException {
        Shop.write(folder);
        List<String> differences = new ArrayList<>();
        int same = 0;
        try (Shop shop = Shop.open(folder)) {
            for (Fixture fixture : Fixture.all()) {
                Answer wanted = postgres(fixture.sql(AgainstPostgresTest::postgresOid));
                Answer given = tidemill(shop, fixture);
                if (!wanted.columns().equals(given.columns())) {
                    differences.add(
                            "%s%n  columns %s%n  are     %s"
                                    .formatted(fixture, given.columns(), wanted.columns()));
                } else if (fixture.differs().isEmpty() && !sameRows(wanted, given)) {
                    differences.add(
                            "%s%n  rows %s%n  are  %s"
                                    .formatted(
                                            fixture,
                                            less(given.rows(), wanted.rows()),
                                            less(wanted.rows(), given.rows())));
                } else if (fixture.differs().isEmpty()) {
                    same++;
                }
            }
        }
        assertEquals("", String.join("\n", differences));
        assertTrue(same > 50, same + " queries have the same rows");
    }

    private static boolean sameRows(Answer wanted, Answer given) {
        return less(given.rows(), wanted.rows()).isEmpty()
                && less(wanted.rows(), given.rows()).isEmpty();
    }

    /** The rows of one list that are not in the other. */
    private static List<List<@Nullable String>> less(
            List<List<@Nullable String>> some, List<List<@Nullable String>> others) {
        List<List<@Nullable String>> rest = new ArrayList<>(some);
        others.forEach(rest::remove);
        return rest;
    }

    @Test
    void columnsOfRelationsAreThoseOfPostgres(@TempDir Path folder)
            throws IOException, SQLException {
        String sql =
                """
                SELECT n.nspname, c.relname, a.attname, a.attnum, format_type(a.atttypid, NULL)
                FROM pg_attribute a
                     JOIN pg_class c ON c.oid = a.attrelid
                     JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE a.attnum > 0 AND c.relkind IN ('r', 'v') AND a.attname <> 'stxdexpr'
                  AND n.nspname IN ('pg_catalog', 'information_schema')
                ORDER BY 1, 2, 4\
                """;
        Shop.write(folder);
        try (Shop shop = Shop.open(folder)) {
            assertEquals(postgres(sql).rows(), shop.rows(sql));
        }
    }
}
