package dev.tidemill.node.access;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.definitions.Project;
import dev.tidemill.node.Session;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.read.TableChanges;
import dev.tidemill.store.QueryResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies and definitions of now are not asked about what was there before them. */
class OldContentsTest {
    private static final String CLASSES =
            """
            tables:
              - {table: "*", privileges: [select]}
            classifications:
              - {classification: personal, mask: hash}
            """;

    private @TempDir Path folder;

    @SuppressWarnings("NullAway.Init")
    private Tidemill mill;

    @BeforeEach
    void open() throws Exception {
        write("tidemill.yaml", "name: pay\nlimits:\n  ticks-kept: 100\n");
        write(
                "contracts/pay.yaml",
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
                      - {name: who, logicalType: string, physicalType: TEXT, classification: personal}
                      - {name: town, logicalType: string, physicalType: TEXT}
                """);
        write("tables/shown.sql", "SELECT id, who AS v FROM pay\n");
    }

    private void start(String policies) throws Exception {
        if (!policies.isEmpty()) {
            write("policies/pay.yaml", policies);
        }
        mill = Tidemill.open(folder, TidemillOptions.defaults().withWatching(true));
    }

    @AfterEach
    void close() {
        mill.close();
    }

    private void write(String file, String text) throws Exception {
        Path path = folder.resolve(file);
        Files.createDirectories(path.resolveSibling(""));
        Files.writeString(path, text);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long until = System.nanoTime() + 20_000_000_000L;
        while (!condition.call()) {
            assertTrue(System.nanoTime() < until, "it does not come");
            Thread.sleep(5);
        }
    }

    private long insert(long id) throws InterruptedException {
        return mill.execute("INSERT INTO pay VALUES (%d, 'secret%d', 'town')".formatted(id, id))
                .tick();
    }

    private Session ann() {
        return mill.as(Principal.user("ann", EnumSet.of(Scope.READ)));
    }

    private static String text(QueryResult result) {
        return result.rows().row(0).toString();
    }

    /** Listeners are told of a tick behind its publication. */
    private @Nullable List<TableChanges> after(long tick) throws InterruptedException {
        Session ann = ann();
        return ann.poll("shown", tick, 5_000, ann.sight());
    }

    private boolean mayFollow(long tick) throws InterruptedException {
        Session ann = ann();
        return ann.poll("shown", tick, 0, ann.sight()) != null;
    }

    private static String text(@Nullable List<TableChanges> changes) {
        StringBuilder text = new StringBuilder();
        for (TableChanges each : requireNonNull(changes)) {
            for (int row = 0; row < each.changes().size(); row++) {
                text.append(each.changes().row(row));
            }
        }
        return text.toString();
    }

    private void refusedAt(long tick) {
        TidemillException refused =
                assertThrows(
                        TidemillException.class,
                        () -> ann().query("SELECT v FROM shown AS OF TICK " + tick));
        assertEquals(ErrorCode.TICK_NOT_KEPT, refused.errorCode());
    }

    @Test
    void aTableThatIsDefinedAnewTellsNothingOfWhatItHeld() throws Exception {
        start(CLASSES);
        long first = insert(1);
        String masked = text(after(first - 1));
        assertEquals(64, text(ann().query("SELECT v FROM shown")).length() - 2);
        assertFalse(masked.isEmpty() || masked.contains("secret"), masked);
        assertFalse(
                text(ann().query("SELECT v FROM shown AS OF TICK " + first)).contains("secret"));
        long before = insert(2);
        Session ann = ann();
        Sight sight = ann.sight();
        Project former = mill.project();
        write("tables/shown.sql", "SELECT id, town AS v FROM pay\n");
        await(() -> mill.project() != former);
        await(() -> text(mill.query("SELECT max(v) FROM shown")).equals("[town]"));
        // The swap takes back what was there, and the feed still has it for an administrator.
        assertTrue(text(mill.changes().poll("shown", before, 5_000)).contains("secret"));
        assertNull(after(before));
        assertNull(after(first - 1));
        assertNull(ann.poll("shown", before, 0, sight), "by a sight of before");
        refusedAt(first);
        refusedAt(before);
        assertTrue(
                text(mill.query("SELECT max(v) FROM shown AS OF TICK " + before))
                        .contains("secret"));
        long now = mill.query("SELECT 1").tick();
        await(() -> mayFollow(now));
        assertEquals("[town]", text(ann().query("SELECT max(v) FROM shown AS OF TICK " + now)));
        long next = insert(3);
        assertEquals("[3, town]", text(after(now)));
        assertEquals("[town]", text(ann().query("SELECT max(v) FROM shown AS OF TICK " + next)));
    }

    @Test
    void policiesOfWhatIsBuiltDoNotJudgeWhatIsThereUntilThen() throws Exception {
        write(
                "tidemill.yaml",
                """
                name: pay
                limits:
                  build-at-once-rows: 0
                  build-chunk-rows: 1
                  build-slice-millis: 1
                """);
        start(shown("{mask: \"'hidden'\"}"));
        int rows = 10_000;
        BatchBuilder all = new BatchBuilder(mill.input("pay").schema(), rows);
        for (long id = 1; id <= rows; id++) {
            all.add(1, id, "secret" + id, "town");
        }
        long tick = mill.append("pay", ParsedRows.of(all.build()), AppendOptions.embedded()).tick();
        assertTrue(mill.await(tick, 20_000));
        await(() -> mill.status().building().isEmpty());
        assertEquals("[hidden]", text(ann().query("SELECT max(v) FROM shown")));

        write("tables/shown.sql", "SELECT id, town AS v FROM pay\n");
        write("policies/pay.yaml", shown("{allow: true}"));
        String seen = "";
        int keptBack = 0;
        long until = System.nanoTime() + 60_000_000_000L;
        while (!seen.equals("[town]")) {
            assertTrue(System.nanoTime() < until, seen);
            try {
                seen = text(ann().query("SELECT max(v) FROM shown"));
                assertFalse(seen.contains("secret"), seen);
            } catch (TidemillException e) {
                assertTrue(
                        e.errorCode() == ErrorCode.TABLE_BUILDING
                                || e.errorCode() == ErrorCode.NOT_READY,
                        e.toString());
                keptBack += e.errorCode() == ErrorCode.TABLE_BUILDING ? 1 : 0;
            }
        }
        assertTrue(keptBack > 0, "it was never asked for while it was built");
        assertEquals("[10000]", text(ann().query("SELECT count(*) FROM shown")));
    }

    private static String shown(String treatment) {
        return "tables:\n  - {table: shown, privileges: [select], columns: {v: %s}}\n"
                .formatted(treatment);
    }

    @Test
    void whatOtherPoliciesWereAboutIsNotTold() throws Exception {
        start(CLASSES);
        long first = insert(1);
        long second = insert(2);
        assertNotNull(after(first));
        Sight sight = ann().sight();
        write("policies/pay.yaml", "tables: [{table: '*', privileges: [select]}]\n");
        await(() -> !ann().isOfNow(sight) && mayFollow(second));
        assertEquals("[secret2]", text(ann().query("SELECT max(v) FROM shown")));
        assertNull(after(first));
        refusedAt(first);
        long third = insert(3);
        assertEquals("[3, secret3]", text(after(second)));
        assertEquals(
                "[secret3]", text(ann().query("SELECT max(v) FROM shown AS OF TICK " + third)));
    }

    @Test
    void whoFollowedBeforeThereWerePoliciesBeginsAnew() throws Exception {
        start("");
        long first = insert(1);
        long newest = insert(2);
        Session ann = ann();
        Sight sight = ann.sight();
        assertTrue(text(ann.poll("shown", first - 1, 5_000, sight)).contains("secret1"));
        write("policies/pay.yaml", CLASSES);
        await(() -> ann().sight().isRestricted());
        await(() -> mayFollow(newest));
        insert(3);
        assertNull(ann.poll("shown", newest, 5_000, sight));
        refusedAt(first);
    }
}
