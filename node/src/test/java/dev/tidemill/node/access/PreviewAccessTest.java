package dev.tidemill.node.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.node.Session;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A preview's name is no way past the rules of what it previews. */
class PreviewAccessTest {
    private static final String PREFIX = "preview_";

    private static final String CONTRACT =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: pay
            version: 1.0.0
            status: active
            schema:
              - name: pay
                customProperties:
                  - {property: tableKind, value: keyed}
                properties:
                  - {name: id, logicalType: integer, physicalType: BIGINT, primaryKey: true}
                  - {name: who, logicalType: string, physicalType: TEXT}
                  - {name: town, logicalType: string, physicalType: TEXT}
              - name: listed
                customProperties:
                  - {property: tableKind, value: live}
                properties:
                  - {name: who, logicalType: string, physicalType: TEXT, classification: personal}
            """;

    /** The last rule would show a preview whole by its name. */
    private static final String POLICIES =
            """
            tables:
              - table: towns
                privileges: [select]
                filter: town = 'south'
                columns: {who: {mask: "'***'"}, note: {allow: false}}
              - {table: closed, privileges: []}
              - table: "preview_l*"
                users: [bob]
                privileges: [select]
                filter: town = 'south'
                columns: {who: {allow: true}, town: {allow: false}}
              - {table: "*", privileges: [select]}
            classifications:
              - {classification: personal, mask: "'###'"}
            """;

    private @TempDir Path folder;
    private final Map<String, String> files = new TreeMap<>();

    @SuppressWarnings("NullAway.Init")
    private Tidemill mill;

    @BeforeEach
    void open() throws Exception {
        files.put("tidemill.yaml", "name: pay\n");
        files.put("contracts/pay.yaml", CONTRACT);
        files.put("policies/pay.yaml", POLICIES);
        files.put("tables/towns.sql", "SELECT id, who, town, who AS note FROM pay\n");
        files.put("tables/closed.sql", "SELECT id, who FROM pay\n");
        files.put("tables/listed.sql", "SELECT id, who, town FROM pay\n");
        files().write(folder);
        mill = Tidemill.open(folder, TidemillOptions.defaults().withWatching(false));
        mill.execute("INSERT INTO pay VALUES (1, 'secret1', 'south'), (2, 'secret2', 'north')");
    }

    @AfterEach
    void close() {
        mill.close();
    }

    private DefinitionFiles files() {
        Map<String, byte[]> bytes = new TreeMap<>();
        files.forEach((path, text) -> bytes.put(path, text.getBytes(UTF_8)));
        return DefinitionFiles.of(bytes);
    }

    private void preview(String table, String sql) {
        files.put("tables/" + table + ".sql", sql);
        var made = mill.previewDesk().make(files(), PREFIX);
        assertTrue(
                made.previews().stream().anyMatch(each -> each.name().equals(PREFIX + table)),
                made.toString());
        assertTrue(
                mill.query("SELECT * FROM " + PREFIX + table).rows().row(0).toString().length()
                        > 2);
    }

    private Session as(String name) {
        return mill.as(Principal.user(name, EnumSet.of(Scope.READ)));
    }

    private String seen(String user, String sql) {
        var rows = as(user).query(sql).rows();
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < rows.size(); row++) {
            text.append(rows.row(row));
        }
        return text.toString();
    }

    @Test
    void theFilterAndTheMasksOfWhatItPreviewsHold() {
        assertEquals("[1, ***, south]", seen("ann", "SELECT * FROM towns"));
        preview("towns", "SELECT id, who, town, who AS note FROM pay WHERE id < 100\n");
        assertEquals("[1, ***, south]", seen("ann", "SELECT * FROM preview_towns"));
        assertFalse(
                as("ann")
                        .sight()
                        .seesWhole(
                                "preview_towns",
                                mill.query("SELECT * FROM preview_towns").schema()));
    }

    @Test
    void aPreviewThatTheFilterDoesNotFitIsKeptBack() {
        // Policies that come with a preview are not in force.
        files.put("policies/pay.yaml", "tables: [{table: '*', privileges: [select]}]\n");
        preview("towns", "SELECT id, who FROM pay\n");
        for (String sql :
                List.of("SELECT id FROM preview_towns", "SELECT count(*) FROM preview_towns")) {
            TidemillException refused =
                    assertThrows(TidemillException.class, () -> as("ann").query(sql));
            assertEquals(ErrorCode.FORBIDDEN, refused.errorCode());
        }
    }

    @Test
    void aPreviewOfWhatMayNotBeReadIsNotThere() {
        preview("closed", "SELECT id, who FROM pay WHERE id < 100\n");
        assertFalse(as("ann").sight().sees("preview_closed"));
        TidemillException refused =
                assertThrows(
                        TidemillException.class,
                        () -> as("ann").query("SELECT * FROM preview_closed"));
        assertEquals(ErrorCode.UNKNOWN_TABLE, refused.errorCode());
    }

    @Test
    void theClassesOfWhatItPreviewsAndItsOwnRuleHold() {
        assertEquals("[1, ###][2, ###]", seen("ann", "SELECT id, who FROM listed ORDER BY id"));
        preview("listed", "SELECT id, who, town FROM pay WHERE id < 100\n");
        assertEquals(
                "[1, ###][2, ###]", seen("ann", "SELECT id, who FROM preview_listed ORDER BY id"));
        assertEquals("[1, ###]", seen("bob", "SELECT * FROM preview_listed"));
    }
}
