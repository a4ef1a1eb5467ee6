package dev.tidemill.pgwire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What JDBC's own metadata tells of a mill. */
class MetadataTest {
    @TempDir Path folder;
    private Wired wired;
    private Connection connection;

    @BeforeEach
    void open() throws Exception {
        wired = Wired.in(folder);
        wired.run(
                """
                CREATE TABLE items (shop TEXT, id INTEGER, name TEXT NOT NULL UNIQUE,
                  price DECIMAL(8,2) DEFAULT 0, PRIMARY KEY (shop, id))""",
                "CREATE INDEX items_by_price ON items (price)",
                "CREATE TABLE events (at TIMESTAMP, what TEXT)",
                "CREATE LIVE TABLE by_shop AS SELECT shop, count(*) AS items FROM items GROUP BY shop");
        connection = wired.jdbc();
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        wired.close();
    }

    private static List<String> of(ResultSet rows, String... columns) throws SQLException {
        try (rows) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (String column : columns) {
                    row.add(String.valueOf(rows.getString(column)));
                }
                all.add(String.join(" ", row));
            }
            return all;
        }
    }

    @Test
    void listsTablesWithTheirKinds() throws Exception {
        DatabaseMetaData meta = connection.getMetaData();
        assertEquals(
                List.of("by_shop MATERIALIZED VIEW", "events TABLE", "items TABLE"),
                of(meta.getTables(null, "public", "%", null), "TABLE_NAME", "TABLE_TYPE").stream()
                        .filter(each -> !each.contains("INDEX"))
                        .sorted()
                        .toList());
        assertEquals(
                List.of("events", "items"),
                of(meta.getTables(null, null, "%", new String[] {"TABLE"}), "TABLE_NAME"));
        assertTrue(of(meta.getSchemas(), "TABLE_SCHEM").contains("public"));
        assertEquals(List.of("wire"), of(meta.getCatalogs(), "TABLE_CAT"));
        assertTrue(of(meta.getTableTypes(), "TABLE_TYPE").contains("MATERIALIZED VIEW"));
    }

    @Test
    void listsColumnsWithTypesAndDefaults() throws Exception {
        assertEquals(
                List.of(
                        "shop 12 text 0 NO null 1",
                        "id 4 int4 0 NO null 2",
                        "name 12 text 0 NO null 3",
                        "price 2 numeric 2 YES 0 4"),
                of(
                        connection.getMetaData().getColumns(null, "public", "items", "%"),
                        "COLUMN_NAME",
                        "DATA_TYPE",
                        "TYPE_NAME",
                        "DECIMAL_DIGITS",
                        "IS_NULLABLE",
                        "COLUMN_DEF",
                        "ORDINAL_POSITION"));
    }

    @Test
    void listsKeysAndIndexes() throws Exception {
        DatabaseMetaData meta = connection.getMetaData();
        assertEquals(
                List.of("id 2 items_pkey", "shop 1 items_pkey"),
                of(
                                meta.getPrimaryKeys(null, "public", "items"),
                                "COLUMN_NAME",
                                "KEY_SEQ",
                                "PK_NAME")
                        .stream()
                        .sorted()
                        .toList());
        assertEquals(
                List.of(
                        "items_by_price price t",
                        "items_name_key name f",
                        "items_pkey id f",
                        "items_pkey shop f"),
                of(
                                meta.getIndexInfo(null, "public", "items", false, true),
                                "INDEX_NAME",
                                "COLUMN_NAME",
                                "NON_UNIQUE")
                        .stream()
                        .sorted()
                        .toList());
        assertEquals(
                List.of("shop", "id"),
                of(
                        meta.getBestRowIdentifier(
                                null, "public", "items", DatabaseMetaData.bestRowSession, false),
                        "COLUMN_NAME"));
        assertEquals(List.of(), of(meta.getImportedKeys(null, "public", "items"), "FKTABLE_NAME"));
        assertEquals(List.of(), of(meta.getExportedKeys(null, "public", "items"), "FKTABLE_NAME"));
    }

    @Test
    void answersTheRest() throws Exception {
        DatabaseMetaData meta = connection.getMetaData();
        assertEquals("PostgreSQL", meta.getDatabaseProductName());
        assertEquals(17, meta.getDatabaseMajorVersion());
        assertEquals(32, meta.getMaxColumnsInIndex());
        assertTrue(meta.getMaxColumnNameLength() >= 63);
        assertTrue(of(meta.getTypeInfo(), "TYPE_NAME").contains("numeric"));
        assertEquals(List.of(), of(meta.getProcedures(null, "public", "%"), "PROCEDURE_NAME"));
        assertEquals(List.of(), of(meta.getFunctions(null, "public", "%"), "FUNCTION_NAME"));
        assertEquals(List.of(), of(meta.getUDTs(null, "public", "%", null), "TYPE_NAME"));
        assertTrue(
                of(meta.getTablePrivileges(null, "public", "items"), "PRIVILEGE").isEmpty()
                        || of(meta.getTablePrivileges(null, "public", "items"), "PRIVILEGE")
                                .contains("SELECT"));
        assertTrue(meta.getSQLKeywords() != null && meta.getNumericFunctions() != null);
        assertTrue(of(meta.getClientInfoProperties(), "NAME").contains("ApplicationName"));
    }

    @Test
    void describesStatementsBeforeTheyRun() throws Exception {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT id, price AS cost, count(*) OVER () FROM items WHERE id = ? AND name = ?")) {
            ResultSetMetaData columns = select.getMetaData();
            assertEquals(3, columns.getColumnCount());
            assertEquals("int4", columns.getColumnTypeName(1));
            assertEquals("cost", columns.getColumnLabel(2));
            assertEquals(8, columns.getPrecision(2));
            assertEquals(2, columns.getScale(2));
            assertEquals("count", columns.getColumnName(3));
            ParameterMetaData parameters = select.getParameterMetaData();
            assertEquals(2, parameters.getParameterCount());
            assertEquals(Types.INTEGER, parameters.getParameterType(1));
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO items VALUES (?, ?, ?, ?)")) {
            ParameterMetaData parameters = insert.getParameterMetaData();
            assertEquals(4, parameters.getParameterCount());
            assertEquals(Types.NUMERIC, parameters.getParameterType(4));
        }
    }

    @Test
    void listsNothingOfWhatIsHidden() throws Exception {
        assertEquals(
                List.of(),
                of(
                        connection.getMetaData().getTables(null, "public", "no\\_such%", null),
                        "TABLE_NAME"));
    }
}
