package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.backup.CopyMeter;
import dev.tidemill.node.backup.Restoration;
import dev.tidemill.node.ingest.AppendOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Definitions are taken over at one tick, and the former ones come back when they do not stand. */
@Timeout(120)
class ApplyTest {
    private static final ApplyTerms QUICK = ApplyTerms.DEFAULT.withSettle(Duration.ofMillis(200));

    private static final String DOUBLED =
            "SELECT customer, 2 * sum(amount) AS total FROM orders GROUP BY customer";

    @TempDir @Nullable Path folder;

    private Path project() {
        return requireNonNull(folder).resolve("shop");
    }

    private Tidemill open() {
        return Tidemill.open(project(), TidemillOptions.defaults().withWatching(false));
    }

    private Tidemill begin() throws IOException, InterruptedException {
        Path ignored = new Shop().write(project());
        Tidemill mill = open();
        mill.execute(
                "INSERT INTO orders VALUES ('ada', 60, TIMESTAMP '2001-01-01 00:00:00'),"
                        + " ('bob', 20, TIMESTAMP '2001-01-01 00:00:01')");
        return mill;
    }

    private static ApplyState end(Tidemill mill) throws InterruptedException {
        while (true) {
            ApplyState state = requireNonNull(mill.definitionDesk().state());
            if (state.phase().isEnd()) {
                return state;
            }
            Thread.sleep(20);
        }
    }

    private static Object total(Tidemill mill, String customer) {
        return requireNonNull(
                mill.query("SELECT total FROM spent WHERE customer = '" + customer + "'")
                        .rows()
                        .row(0)
                        .getFirst());
    }

    @Test
    void newDefinitionsAreInForceAndSettle() throws Exception {
        try (Tidemill mill = begin()) {
            Shop next = new Shop().with("tables/spent.sql", DOUBLED);
            ApplyState begun = mill.definitionDesk().apply(next.files(), QUICK);
            assertFalse(begun.phase().isEnd());
            assertEquals(120L, total(mill, "ada"));
            assertEquals(1L, mill.query("SELECT count(*) FROM rich").rows().row(0).getFirst());

            ApplyState end = end(mill);
            assertEquals(ApplyState.Phase.DONE, end.phase(), end.toString());
            assertTrue(end.settledMillis() >= 200, end.toString());
            assertEquals(
                    List.of(Release.Origin.FOLDER, Release.Origin.APPLY),
                    mill.definitionDesk().releases().stream().map(Release::origin).toList());
            assertEquals(
                    ApplyState.Phase.DONE,
                    mill.definitionDesk().apply(next.files(), QUICK).phase(),
                    "again");
        }
    }

    @Test
    void whatWasAppliedGoesOnAfterARestartWhateverTheFolderHas() throws Exception {
        try (Tidemill mill = begin()) {
            ApplyState ignored =
                    mill.definitionDesk()
                            .apply(new Shop().with("tables/spent.sql", DOUBLED).files(), QUICK);
            assertEquals(ApplyState.Phase.DONE, end(mill).phase());
        }
        Files.writeString(project().resolve("tidemill.yaml"), "nothing that can be read: [");
        try (Tidemill mill = open()) {
            assertEquals(120L, total(mill, "ada"));
        }
        Path ignored =
                new Shop()
                        .with("tables/other.sql", "SELECT count(*) AS n FROM orders")
                        .write(project());
        try (Tidemill mill = open()) {
            assertEquals(120L, total(mill, "ada"));
            assertThrows(TidemillException.class, () -> mill.query("SELECT * FROM other"));
            mill.execute("CREATE LIVE TABLE made AS SELECT count(*) AS n FROM orders");
        }
        try (Tidemill mill = open()) {
            assertEquals(120L, total(mill, "ada"));
            assertEquals(2L, mill.query("SELECT n FROM made").rows().row(0).getFirst());
        }
        try (Tidemill mill = Tidemill.open(project())) {
            assertEquals(60L, total(mill, "ada"), "a folder that is watched goes before");
            assertEquals("", mill.definitionDesk().inForce().release());
        }
    }

    @Test
    void backupHasWhatWasApplied() throws Exception {
        Path backup = requireNonNull(folder).resolve("backup");
        try (Tidemill mill = begin()) {
            ApplyState ignored =
                    mill.definitionDesk()
                            .apply(new Shop().with("tables/spent.sql", DOUBLED).files(), QUICK);
            assertEquals(ApplyState.Phase.DONE, end(mill).phase());
            assertTrue(mill.backups().take(backup).tick() > 0);
        }
        Path data = requireNonNull(folder).resolve("restored");
        assertTrue(Restoration.restore(backup, data, new CopyMeter()).tick() > 0);
        try (Tidemill mill =
                Tidemill.open(
                        project(), TidemillOptions.defaults().withData(data).withWatching(false))) {
            assertEquals(120L, total(mill, "ada"));
            assertEquals(2, mill.definitionDesk().releases().size());
        }
    }

    @Test
    void planAgainstAnotherWorldIsRefused() throws Exception {
        try (Tidemill mill = begin()) {
            Shop next = new Shop().with("tables/spent.sql", DOUBLED);
            DefinitionPlan plan = mill.definitionDesk().plan(next.files(), false);
            mill.execute("CREATE LIVE TABLE made AS SELECT count(*) AS n FROM orders");
            TidemillException stale =
                    assertThrows(
                            TidemillException.class,
                            () ->
                                    mill.definitionDesk()
                                            .apply(next.files(), QUICK.withBase(plan.base())));
            assertEquals(ErrorCode.PLAN_STALE, stale.errorCode());
            assertEquals(60L, total(mill, "ada"));
            assertEquals(List.of(), mill.definitionDesk().releases());

            String now = mill.definitionDesk().plan(next.files(), false).base();
            ApplyState ignored = mill.definitionDesk().apply(next.files(), QUICK.withBase(now));
            assertEquals(120L, total(mill, "ada"));
        }
    }

    @Test
    void refusedDefinitionsChangeNothing() throws Exception {
        try (Tidemill mill = begin()) {
            String before = mill.definitionDesk().inForce().fingerprint();
            Shop next =
                    new Shop()
                            .with("tables/spent.sql", DOUBLED)
                            .with("tables/rich.sql", "SELECT nothing FROM spent");
            TidemillException refused =
                    assertThrows(
                            TidemillException.class,
                            () -> mill.definitionDesk().apply(next.files(), QUICK));
            assertEquals(ErrorCode.INVALID_PROJECT, refused.errorCode());
            assertEquals(before, mill.definitionDesk().inForce().fingerprint());
            assertEquals(60L, total(mill, "ada"));
        }
    }

    @Test
    void formerDefinitionsComeBackWhenRowsFail() throws Exception {
        try (Tidemill mill = begin()) {
            Shop next =
                    new Shop()
                            .with(
                                    "tables/spent.sql",
                                    "SELECT customer, sum(amount / (amount - 20)) AS total"
                                            + " FROM orders GROUP BY customer")
                            .with("tables/fresh.sql", "SELECT count(*) AS n FROM orders");
            ApplyState ignored = mill.definitionDesk().apply(next.files(), QUICK);
            ApplyState end = end(mill);
            assertEquals(ApplyState.Phase.ROLLED_BACK, end.phase(), end.toString());
            assertTrue(requireNonNull(end.reason()).contains("spent"), end.toString());
            assertEquals(60L, total(mill, "ada"));
            assertThrows(TidemillException.class, () -> mill.query("SELECT * FROM fresh"));
            assertEquals(
                    List.of(Release.Origin.FOLDER, Release.Origin.APPLY, Release.Origin.ROLLBACK),
                    mill.definitionDesk().releases().stream().map(Release::origin).toList());
        }
        try (Tidemill mill = open()) {
            assertEquals(60L, total(mill, "ada"));
        }
    }

    /** A contract of the live table spent, with something that it promises. */
    private static String promising(String promise) {
        return """
                apiVersion: v3.1.0
                kind: DataContract
                id: shop.spent
                version: 1.0.0
                status: active
                %s
                schema:
                  - name: spent
                    customProperties:
                      - {property: tableKind, value: live}
                    %s
                    properties:
                      - {name: customer, logicalType: string, physicalType: TEXT, required: true}
                """
                .formatted(
                        promise.startsWith("sla") ? promise : "",
                        promise.startsWith("quality") ? promise : "");
    }

    private ApplyState appliedBesideRows(Shop next) throws Exception {
        try (Tidemill mill = begin()) {
            ApplyState begun =
                    mill.definitionDesk()
                            .apply(next.files(), QUICK.withSettle(Duration.ofMinutes(1)));
            assertFalse(begun.phase().isEnd());
            assertTrue(mill.await(order(mill, 1_000), 60_000));
            ApplyState end = end(mill);
            assertEquals(500_560L, total(mill, "ada"), "as the former query says");
            return end;
        }
    }

    @Test
    void formerDefinitionsComeBackWhenANewCheckFails() throws Exception {
        Shop next =
                new Shop()
                        .with("tables/spent.sql", DOUBLED)
                        .with(
                                "contracts/spent.yaml",
                                promising(
                                        "quality: [{name: little, type: sql,"
                                                + " query: 'SELECT max(total) FROM ${object}',"
                                                + " mustBeLessThan: 1000000}]"));
        ApplyState end = appliedBesideRows(next);
        assertEquals(ApplyState.Phase.ROLLED_BACK, end.phase(), end.toString());
        String reason = requireNonNull(end.reason());
        assertTrue(reason.contains("the check little of spent fails"), reason);
    }

    @Test
    void formerDefinitionsComeBackWhenALiveTableIsLaterThanPromised() throws Exception {
        String pairs =
                "SELECT a.customer, 2 * sum(a.amount) + 0 * max(b.amount) AS total"
                        + " FROM orders a JOIN orders b ON a.customer = b.customer"
                        + " GROUP BY a.customer";
        Shop next =
                new Shop()
                        .with("tables/spent.sql", pairs)
                        .with(
                                "contracts/spent.yaml",
                                promising(
                                        "slaProperties:"
                                                + " [{property: latency, value: 1 ms, element: spent}]"));
        ApplyState end = appliedBesideRows(next);
        assertEquals(ApplyState.Phase.ROLLED_BACK, end.phase(), end.toString());
        String reason = requireNonNull(end.reason());
        assertTrue(reason.contains("the check latency of spent fails"), reason);
    }

    private static final int COLUMNS = 40;

    private static String columns(String form) {
        return IntStream.range(0, COLUMNS)
                .mapToObj(i -> form.replace("#", String.valueOf(i)))
                .collect(Collectors.joining(", "));
    }

    private static void append(Tidemill mill, String table, List<List<@Nullable Object>> rows)
            throws InterruptedException {
        BatchBuilder builder = new BatchBuilder(mill.input(table).schema(), rows.size());
        rows.forEach(row -> builder.addRow(1, row));
        long tick =
                mill.append(table, ParsedRows.of(builder.build()), AppendOptions.embedded()).tick();
        assertTrue(mill.await(tick, 60_000));
    }

    @Test
    void formerDefinitionsComeBackWhenATableIsSuspendedInATick() throws Exception {
        try (Tidemill mill = begin()) {
            mill.execute("CREATE TABLE wide (k BIGINT, " + columns("c# INTEGER") + ")");
            String pairs =
                    "SELECT %s, %s FROM wide a JOIN wide b ON a.k = b.k"
                            .formatted(columns("a.c# AS a#"), columns("b.c# AS b#"));
            Shop next =
                    new Shop().with("tables/spent.sql", DOUBLED).with("tables/pairs.sql", pairs);
            ApplyTerms patient = QUICK.withSettle(Duration.ofMinutes(1));
            ApplyState begun = mill.definitionDesk().apply(next.files(), patient);
            assertFalse(begun.phase().isEnd());
            assertEquals(120L, total(mill, "ada"));
            List<@Nullable Object> row = new ArrayList<>();
            row.add(1L);
            IntStream.range(0, COLUMNS).forEach(row::add);
            append(mill, "wide", Collections.nCopies(1_000, row));

            ApplyState end = end(mill);
            assertEquals(ApplyState.Phase.ROLLED_BACK, end.phase(), end.toString());
            String reason = requireNonNull(end.reason());
            assertTrue(reason.contains("pairs is suspended: TM4007"), reason);
            assertEquals(60L, total(mill, "ada"));
            assertEquals(List.of(), mill.status().suspended());
            assertThrows(TidemillException.class, () -> mill.requireTable("pairs"));
        }
        try (Tidemill mill = open()) {
            assertEquals(60L, total(mill, "ada"));
            assertEquals(List.of(), mill.status().suspended());
            assertEquals(0, mill.verify().mismatches());
        }
    }

    @Test
    void formerDefinitionsComeBackWhenATableIsNeverBuilt() throws Exception {
        String limits =
                """
                name: shop
                limits:
                  state-memory: 8 MiB
                  build-at-once-rows: 100
                  build-chunk-rows: 512
                """;
        Shop shop =
                new Shop()
                        .with("tidemill.yaml", limits)
                        .with("tables/texts.sql", "SELECT count(*) AS n FROM e");
        Path ignored = new Shop().with("tidemill.yaml", limits).write(project());
        try (Tidemill mill = open()) {
            mill.execute("CREATE TABLE e (k BIGINT, s TEXT)");
            ApplyState first = mill.definitionDesk().apply(shop.files(), QUICK);
            assertEquals(shop.files().hash(), first.release());
            assertEquals(ApplyState.Phase.DONE, end(mill).phase());
            long next = 0;
            while (next < 60_000) {
                List<List<@Nullable Object>> rows = new ArrayList<>();
                for (long k = next; k < next + 500; k++) {
                    rows.add(List.of(k, k + "x".repeat(200)));
                }
                try {
                    append(mill, "e", rows);
                    next += 500;
                } catch (TidemillException e) {
                    assertEquals(ErrorCode.STATE_FULL, e.errorCode());
                    Thread.sleep(5);
                }
            }
            Shop large =
                    new Shop()
                            .with("tidemill.yaml", limits)
                            .with("tables/texts.sql", "SELECT s, count(*) AS n FROM e GROUP BY s");
            ApplyState begun = mill.definitionDesk().apply(large.files(), QUICK);
            assertEquals(large.files().hash(), begun.release());
            ApplyState end = end(mill);
            assertEquals(ApplyState.Phase.ROLLED_BACK, end.phase(), end.toString());
            String reason = requireNonNull(end.reason());
            assertTrue(reason.contains("texts is not built: TM4042"), reason);
            assertEquals(60_000L, mill.query("SELECT n FROM texts").rows().row(0).getFirst());
            assertEquals(List.of(), mill.status().building());
        }
        try (Tidemill mill = open()) {
            assertEquals(60_000L, mill.query("SELECT n FROM texts").rows().row(0).getFirst());
            assertEquals(List.of(), mill.status().suspended());
        }
    }

    @Test
    void firstStartWithoutWatchingMakesTheFoldersDefinitionsAppliedOnes() throws Exception {
        try (Tidemill mill = begin()) {
            assertEquals("", mill.definitionDesk().inForce().release());
            mill.definitionDesk().adopt();
            assertEquals(new Shop().files().hash(), mill.definitionDesk().inForce().release());
            assertTrue(mill.definitionDesk().plan(new Shop().files(), false).isEmpty());
            mill.definitionDesk().adopt();
            assertEquals(1, mill.definitionDesk().releases().size(), "once");
        }
        Path ignored = new Shop().with("tables/spent.sql", DOUBLED).write(project());
        try (Tidemill mill = open()) {
            mill.definitionDesk().adopt();
            assertEquals(60L, total(mill, "ada"), "whatever was saved meanwhile");
            assertEquals(new Shop().files().hash(), mill.definitionDesk().inForce().release());
            Shop next = new Shop().with("tables/spent.sql", DOUBLED);
            ApplyState applied = mill.definitionDesk().apply(next.files(), QUICK);
            assertEquals(next.files().hash(), applied.release());
            assertEquals(120L, total(mill, "ada"));
            assertEquals(ApplyState.Phase.DONE, end(mill).phase());
            ApplyState back = mill.definitionDesk().rollBack(null, QUICK);
            assertEquals(new Shop().files().hash(), back.release());
            assertEquals(60L, total(mill, "ada"));
        }
    }

    @Test
    void aReaderThatFailedWithTheNewDefinitionsRunsWithTheFormerOnes() throws Exception {
        readerComesBack("name: shop\n");
    }

    @Test
    void aReaderThatIsNotBuiltBesideTheTicksGoesOnAsItWas() throws Exception {
        readerComesBack("name: shop\nlimits:\n  build-at-once-rows: 0\n");
    }

    private void readerComesBack(String settings) throws Exception {
        Shop former =
                new Shop()
                        .with("tidemill.yaml", settings)
                        .with("tables/keys.sql", "SELECT amount AS k, amount AS n FROM orders")
                        .with(
                                "tables/pairs.sql",
                                "SELECT a.n AS x, b.n AS y FROM keys a JOIN keys b ON a.k = b.k");
        Path unusedFolder = former.write(project());
        int orders = 8_000;
        try (Tidemill mill = open()) {
            long tick = order(mill, orders);
            assertTrue(mill.await(tick, 60_000));
            assertEquals((long) orders, count(mill, "pairs"));

            Shop next =
                    former.with(
                            "tables/keys.sql",
                            "SELECT CAST(1 AS BIGINT) AS k, amount AS n FROM orders");
            ApplyState ignored = mill.definitionDesk().apply(next.files(), QUICK);
            ApplyState end = end(mill);
            assertEquals(ApplyState.Phase.ROLLED_BACK, end.phase(), end.toString());
            assertTrue(requireNonNull(end.reason()).contains("TM4007"), end.toString());
            awaitRunning(mill);
            assertEquals((long) orders, count(mill, "pairs"));
            assertTrue(mill.await(order(mill, 1), 60_000));
            assertEquals(orders + 3L, count(mill, "pairs"), "two rows have the key 1 now");
            assertEquals(0, mill.verify().mismatches());
        }
        try (Tidemill mill = open()) {
            assertEquals(List.of(), mill.status().suspended());
            assertEquals(orders + 3L, count(mill, "pairs"));
        }
    }

    private static void awaitRunning(Tidemill mill) throws InterruptedException {
        long until = System.nanoTime() + 20_000_000_000L;
        while (!mill.status().suspended().isEmpty() || !mill.status().building().isEmpty()) {
            assertTrue(
                    System.nanoTime() < until,
                    () -> mill.status().suspended() + " " + mill.status().building());
            Thread.sleep(20);
        }
    }

    private static Object count(Tidemill mill, String table) {
        return requireNonNull(mill.query("SELECT count(*) FROM " + table).rows().row(0).getFirst());
    }

    /** Orders of the amounts from 1 on; gives their tick. */
    private static long order(Tidemill mill, int orders) throws InterruptedException {
        BatchBuilder rows = new BatchBuilder(mill.input("orders").schema(), orders);
        for (int amount = 1; amount <= orders; amount++) {
            rows.addRow(1, List.of("ada", amount, 1_000_000L * amount));
        }
        return mill.append("orders", ParsedRows.of(rows.build()), AppendOptions.embedded()).tick();
    }

    @Test
    void failedRowsWithinTheBoundStay() throws Exception {
        try (Tidemill mill = begin()) {
            Shop next =
                    new Shop()
                            .with(
                                    "tables/spent.sql",
                                    "SELECT customer, sum(amount / (amount - 20)) AS total"
                                            + " FROM orders GROUP BY customer");
            ApplyTerms lenient = new ApplyTerms(null, false, Duration.ofMillis(100), 5);
            ApplyState ignored = mill.definitionDesk().apply(next.files(), lenient);
            assertEquals(ApplyState.Phase.DONE, end(mill).phase());
        }
    }

    @Test
    void rowsOfANewTableStayWhenItsContractGoesBack() throws Exception {
        try (Tidemill mill = begin()) {
            Shop next =
                    new Shop()
                            .with(
                                    "contracts/refunds.yaml",
                                    Shop.ORDERS
                                            .replace("shop.orders", "shop.refunds")
                                            .replace("- name: orders", "- name: refunds"));
            ApplyState ignored = mill.definitionDesk().apply(next.files(), QUICK);
            mill.execute("INSERT INTO refunds VALUES ('ada', 1, TIMESTAMP '2001-01-01 00:00:00')");
            assertEquals(ApplyState.Phase.DONE, end(mill).phase());

            ApplyState back = mill.definitionDesk().rollBack(null, QUICK);
            assertEquals(new Shop().files().hash(), back.release());
            assertEquals(ApplyState.Phase.DONE, end(mill).phase());
            assertEquals(1L, mill.query("SELECT count(*) FROM refunds").rows().row(0).getFirst());

            assertEquals(
                    ErrorCode.NOT_FOUND,
                    assertThrows(
                                    TidemillException.class,
                                    () -> mill.definitionDesk().rollBack(null, QUICK))
                            .errorCode(),
                    "nobody goes back to what was gone back from by not naming it");
            ApplyState forth = mill.definitionDesk().rollBack(next.files().hash(), QUICK);
            assertEquals(next.files().hash(), forth.release());
            assertEquals(ApplyState.Phase.DONE, end(mill).phase());
            assertEquals(1L, mill.query("SELECT count(*) FROM refunds").rows().row(0).getFirst());
        }
    }

    @Test
    void settlingGoesOnAfterARestart() throws Exception {
        Shop next = new Shop().with("tables/spent.sql", DOUBLED);
        try (Tidemill mill = begin()) {
            ApplyState ignored =
                    mill.definitionDesk()
                            .apply(next.files(), QUICK.withSettle(Duration.ofMinutes(1)));
        }
        try (Tidemill mill = open()) {
            ApplyState state = requireNonNull(mill.definitionDesk().state());
            assertEquals(next.files().hash(), state.release());
            assertFalse(state.phase().isEnd());
            assertEquals(120L, total(mill, "ada"));
            ApplyState again = mill.definitionDesk().apply(next.files(), QUICK);
            assertEquals(next.files().hash(), again.release());
            TidemillException waits =
                    assertThrows(
                            TidemillException.class,
                            () -> mill.definitionDesk().apply(new Shop().files(), QUICK));
            assertEquals(ErrorCode.NOT_READY, waits.errorCode());

            ApplyState back = mill.definitionDesk().rollBack(null, QUICK);
            assertEquals(new Shop().files().hash(), back.release());
            assertEquals(ApplyState.Phase.DONE, end(mill).phase());
            assertEquals(60L, total(mill, "ada"));
        }
    }

    @Test
    void definitionsThatAreNotKeptCannotComeBack() throws Exception {
        try (Tidemill mill = begin()) {
            assertEquals(
                    ErrorCode.NOT_FOUND,
                    assertThrows(
                                    TidemillException.class,
                                    () -> mill.definitionDesk().rollBack(null, QUICK))
                            .errorCode());
            assertEquals(
                    ErrorCode.NOT_FOUND,
                    assertThrows(
                                    TidemillException.class,
                                    () -> mill.definitionDesk().rollBack("0123", QUICK))
                            .errorCode());
        }
    }
}
