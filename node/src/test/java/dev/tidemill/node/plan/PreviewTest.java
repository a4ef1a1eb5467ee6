package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.read.Verification;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Definitions that run beside those in force, on the same rows, and change nothing of these. */
@Timeout(120)
class PreviewTest {
    private static final String PREFIX = PreviewDesk.PREFIX_DEFAULT;
    private static final ApplyTerms QUICK = ApplyTerms.DEFAULT.withSettle(Duration.ofMillis(50));

    private static final String DOUBLED =
            "SELECT customer, 2 * sum(amount) AS total FROM orders GROUP BY customer";

    private static final String RICH_WITH_TOTAL =
            "SELECT spent.customer, spent.total FROM spent WHERE spent.total > 100";

    @TempDir @Nullable Path folder;

    private Path project() {
        return requireNonNull(folder).resolve("shop");
    }

    private Tidemill open() {
        return Tidemill.open(
                project(),
                TidemillOptions.defaults()
                        .withWatching(false)
                        .withCheckpoints(3_600_000, Long.MAX_VALUE));
    }

    /** A start over what a kill would leave behind now; no checkpoint has been taken. */
    private Tidemill openCopy(String name) throws IOException {
        Path data = project().resolve(".tidemill/data");
        Path copy = project().resolveSibling(name);
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(f -> !f.startsWith(data.resolve("tmp"))).toList()) {
                if (!file.endsWith("LOCK")) {
                    Files.copy(file, copy.resolve(data.relativize(file).toString()));
                }
            }
        }
        return Tidemill.open(
                project(), TidemillOptions.defaults().withData(copy).withWatching(false));
    }

    private Tidemill begin(Shop shop) throws IOException, InterruptedException {
        Path ignored = shop.write(project());
        Tidemill mill = open();
        order(mill, "ada", 60);
        order(mill, "bob", 20);
        return mill;
    }

    private static void order(Tidemill mill, String customer, int amount)
            throws InterruptedException {
        mill.execute(
                "INSERT INTO orders VALUES ('%s', %d, TIMESTAMP '2001-01-01 00:00:00')"
                        .formatted(customer, amount));
    }

    private static Object one(Tidemill mill, String sql) {
        return requireNonNull(mill.query(sql).rows().row(0).getFirst());
    }

    private static List<String> names(Tidemill mill) {
        return mill.previewDesk().list().stream().map(PreviewState::name).toList();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 600 && !condition.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
        assertTrue(condition.getAsBoolean(), what);
    }

    private static ErrorCode refusal(org.junit.jupiter.api.function.Executable what) {
        return assertThrows(TidemillException.class, what).errorCode();
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

    @Test
    void changedTablesReadEachOthersPreviewsAndAllElseIsWhatRuns() throws Exception {
        try (Tidemill mill = begin(new Shop())) {
            Shop next =
                    new Shop()
                            .with("tables/spent.sql", DOUBLED)
                            .with("tables/rich.sql", RICH_WITH_TOTAL)
                            .with("tables/counted.sql", "SELECT count(*) AS n FROM orders");
            MadePreviews made = mill.previewDesk().make(next.files(), PREFIX);
            assertEquals(
                    List.of("preview_counted", "preview_rich", "preview_spent"),
                    made.previews().stream().map(PreviewState::name).toList());
            assertEquals(120L, one(mill, "SELECT total FROM preview_rich"));
            assertEquals(2L, one(mill, "SELECT n FROM preview_counted"));
            assertEquals(0L, one(mill, "SELECT count(*) FROM rich"), "what is in force stays");
            order(mill, "bob", 40);
            assertEquals(2L, one(mill, "SELECT count(*) FROM preview_rich"));
            assertEquals(3L, one(mill, "SELECT n FROM preview_counted"));
            assertEquals(
                    "preview",
                    mill.status().tables().stream()
                            .filter(table -> table.name().equals("preview_rich"))
                            .findFirst()
                            .orElseThrow()
                            .kind());
        }
    }

    @Test
    void previewsAreWhatTheirQueriesAreAfterEachTickWithRowsThatGo() throws Exception {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        try (Tidemill mill = begin(new Shop())) {
            mill.execute("CREATE TABLE stock (sku INTEGER PRIMARY KEY, shelf INTEGER, n INTEGER)");
            Shop next =
                    new Shop()
                            .with("tables/spent.sql", DOUBLED)
                            .with(
                                    "tables/shelves.sql",
                                    "SELECT shelf, sum(n) AS n, count(*) AS skus FROM stock"
                                            + " GROUP BY shelf")
                            .with("tables/full.sql", "SELECT shelf, n FROM shelves WHERE n > 20");
            MadePreviews made = mill.previewDesk().make(next.files(), PREFIX);
            assertEquals(3, made.previews().size());
            for (int tick = 0; tick < 60; tick++) {
                int sku = random.nextInt(12);
                switch (random.nextInt(3)) {
                    case 0 -> mill.execute("DELETE FROM stock WHERE sku = " + sku);
                    case 1 ->
                            mill.execute(
                                    "UPDATE stock SET n = %d WHERE sku = %d"
                                            .formatted(random.nextInt(15), sku));
                    default -> {
                        mill.execute("DELETE FROM stock WHERE sku = " + sku);
                        mill.execute(
                                "INSERT INTO stock VALUES (%d, %d, %d)"
                                        .formatted(sku, sku % 3, random.nextInt(15)));
                    }
                }
                Verification verified = mill.verify();
                assertEquals(0, verified.mismatches(), "seed " + seed + ", tick " + tick);
                assertEquals(
                        3,
                        verified.tables().stream()
                                .filter(table -> table.table().startsWith(PREFIX))
                                .filter(table -> table.notCompared() == null)
                                .count());
            }
        }
    }

    @Test
    void noActionFollowsAPreview() throws Exception {
        AtomicInteger told = new AtomicInteger();
        HttpServer receiver =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext(
                "/",
                exchange -> {
                    told.incrementAndGet();
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        receiver.start();
        String action =
                """
                name: tell
                on: rich
                key: [customer]
                when: [entered]
                webhook:
                  url: http://127.0.0.1:%d/
                """
                        .formatted(receiver.getAddress().getPort());
        try (Tidemill mill = begin(new Shop().with("actions/tell.yaml", action))) {
            Shop next =
                    new Shop()
                            .with("actions/tell.yaml", action)
                            .with("tables/spent.sql", DOUBLED)
                            .with("tables/rich.sql", RICH_WITH_TOTAL);
            MadePreviews made = mill.previewDesk().make(next.files(), PREFIX);
            assertEquals(2, made.previews().size());
            order(mill, "cyd", 80);
            assertEquals(2L, one(mill, "SELECT count(*) FROM preview_rich"));
            order(mill, "dan", 200);
            await("the table in force is told of", () -> told.get() == 1);
            Thread.sleep(500); // As long as a wrong notice would take.
            assertEquals(3L, one(mill, "SELECT count(*) FROM preview_rich"));
            assertEquals(1, told.get(), "and its preview is not");
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void applyTakesThePreviewsRowsAndReadsNoInput() throws Exception {
        String limits = "name: shop\nlimits:\n  build-at-once-rows: 10\n";
        Shop shop = new Shop().with("tidemill.yaml", limits);
        try (Tidemill mill = begin(shop)) {
            for (int i = 0; i < 100; i++) {
                order(mill, "c" + i % 3, 1);
            }
            Shop next =
                    new Shop()
                            .with("tidemill.yaml", limits)
                            .with("tables/spent.sql", DOUBLED)
                            .without("tables/rich.sql");
            PlannedChange before = spent(mill.definitionDesk().plan(next.files(), false));
            assertEquals(102, requireNonNull(before.build()).rowsToRead());
            assertEquals("beside_ticks", before.build().when());

            MadePreviews ignored = mill.previewDesk().make(next.files(), PREFIX);
            await(
                    "it is built",
                    () -> mill.previewDesk().list().getFirst().state().equals("running"));
            PlannedChange after = spent(mill.definitionDesk().plan(next.files(), false));
            assertEquals(5, requireNonNull(after.build()).rowsToRead(), "the preview's own rows");
            assertEquals("at_once", after.build().when());

            ApplyState applied = mill.definitionDesk().apply(next.files(), QUICK);
            assertEquals(120L, one(mill, "SELECT total FROM spent WHERE customer = 'ada'"));
            assertEquals(List.of(), mill.status().building(), "nothing is built beside ticks");
            assertEquals(List.of(), names(mill), "what was tried out is in force");
            assertEquals(
                    ErrorCode.UNKNOWN_TABLE, refusal(() -> mill.requireTable("preview_spent")));
            assertEquals(next.files().hash(), applied.release());
            order(mill, "ada", 1);
            assertEquals(122L, one(mill, "SELECT total FROM spent WHERE customer = 'ada'"));
            assertEquals(0, mill.verify().mismatches());
            assertEquals(ApplyState.Phase.DONE, end(mill).phase());
            try (Tidemill again = openCopy("killed")) {
                assertEquals(122L, one(again, "SELECT total FROM spent WHERE customer = 'ada'"));
                assertEquals(0, again.verify().mismatches());
            }
        }
        try (Tidemill mill = open()) {
            assertEquals(122L, one(mill, "SELECT total FROM spent WHERE customer = 'ada'"));
            assertEquals(0, mill.verify().mismatches());
        }
    }

    private static PlannedChange spent(DefinitionPlan plan) {
        return plan.changes().stream()
                .filter(change -> change.address().equals("live_table.spent"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void previewsOutliveARestartUntilTheyAreDropped() throws Exception {
        Shop next = new Shop().with("tables/spent.sql", DOUBLED);
        try (Tidemill mill = begin(new Shop())) {
            assertEquals(1, mill.previewDesk().make(next.files(), PREFIX).previews().size());
            order(mill, "bob", 1);
            try (Tidemill again = openCopy("killed")) {
                assertEquals(List.of("preview_spent"), names(again));
                assertEquals(
                        42L, one(again, "SELECT total FROM preview_spent WHERE customer = 'bob'"));
                assertEquals(0, again.verify().mismatches());
            }
        }
        try (Tidemill mill = open()) {
            assertEquals(List.of("preview_spent"), names(mill));
            order(mill, "ada", 1);
            assertEquals(122L, one(mill, "SELECT total FROM preview_spent WHERE customer = 'ada'"));
            mill.execute("CREATE LIVE TABLE made AS SELECT count(*) AS n FROM orders");
            assertEquals(List.of("preview_spent"), names(mill), "a statement leaves it alone");
            assertEquals(List.of("preview_spent"), mill.previewDesk().drop(PREFIX));
            assertEquals(List.of(), names(mill));
        }
        try (Tidemill mill = open()) {
            assertEquals(List.of(), names(mill));
            assertEquals(
                    ErrorCode.UNKNOWN_TABLE, refusal(() -> mill.requireTable("preview_spent")));
        }
    }

    @Test
    void plansAndReleasesDoNotSeePreviews() throws Exception {
        try (Tidemill mill = begin(new Shop())) {
            Shop next = new Shop().with("tables/spent.sql", DOUBLED);
            InForce before = mill.definitionDesk().inForce();
            DefinitionPlan plan = mill.definitionDesk().plan(next.files(), false);
            MadePreviews ignored = mill.previewDesk().make(next.files(), PREFIX);
            assertEquals(before, mill.definitionDesk().inForce());
            assertTrue(mill.definitionDesk().plan(new Shop().files(), false).isEmpty());
            assertFalse(mill.catalog().toString().contains("preview_spent"));

            Shop other = new Shop().with("tables/rich.sql", RICH_WITH_TOTAL);
            ApplyState applied =
                    mill.definitionDesk().apply(other.files(), QUICK.withBase(plan.base()));
            assertEquals(other.files().hash(), applied.release());
            assertEquals(List.of("preview_spent"), names(mill), "others were applied");
        }
    }

    @Test
    void previewStandsInNobodysWay() throws Exception {
        try (Tidemill mill = begin(new Shop())) {
            Shop next =
                    new Shop()
                            .with("tables/rich.sql", RICH_WITH_TOTAL)
                            .with("tables/other.sql", "SELECT count(*) AS n FROM orders");
            assertEquals(2, mill.previewDesk().make(next.files(), PREFIX).previews().size());
            Shop renamed =
                    new Shop()
                            .with(
                                    "tables/spent.sql",
                                    "SELECT customer, sum(amount) AS sum FROM orders GROUP BY"
                                            + " customer")
                            .without("tables/rich.sql");
            ApplyState ignored = mill.definitionDesk().apply(renamed.files(), QUICK);
            assertEquals(List.of("preview_other"), names(mill), "the other reads what is gone");
            assertEquals(ApplyState.Phase.DONE, end(mill).phase());
        }
    }

    @Test
    void othersDoNotReadPreviewsAndStatementsDoNotDropThem() throws Exception {
        try (Tidemill mill = begin(new Shop())) {
            MadePreviews ignored =
                    mill.previewDesk()
                            .make(new Shop().with("tables/spent.sql", DOUBLED).files(), PREFIX);
            assertEquals(
                    ErrorCode.STATEMENT_NOT_ALLOWED,
                    refusal(
                            () ->
                                    mill.execute(
                                            "CREATE LIVE TABLE made AS SELECT customer FROM"
                                                    + " preview_spent")));
            assertEquals(
                    ErrorCode.STATEMENT_NOT_ALLOWED,
                    refusal(() -> mill.execute("DROP LIVE TABLE preview_spent")));
            Shop reads = new Shop().with("tables/rich.sql", "SELECT customer FROM preview_spent");
            assertFalse(mill.definitionDesk().plan(reads.files(), false).applicable());
        }
    }

    @Test
    void whatCannotBePreviewedIsRefusedAndChangesNothing() throws Exception {
        Shop shop = new Shop().with("tidemill.yaml", "name: shop\nlimits:\n  previews: 1\n");
        try (Tidemill mill = begin(shop)) {
            Shop two =
                    new Shop()
                            .with("tables/spent.sql", DOUBLED)
                            .with("tables/rich.sql", RICH_WITH_TOTAL);
            Shop one = new Shop().with("tables/spent.sql", DOUBLED);
            assertEquals(
                    ErrorCode.INVALID_REQUEST,
                    refusal(() -> mill.previewDesk().make(two.files(), PREFIX)));
            assertEquals(
                    ErrorCode.INVALID_ARGUMENT,
                    refusal(() -> mill.previewDesk().make(one.files(), "a b")));
            Shop wrong = new Shop().with("tables/spent.sql", "SELECT nothing FROM orders");
            assertEquals(
                    ErrorCode.INVALID_PROJECT,
                    refusal(() -> mill.previewDesk().make(wrong.files(), PREFIX)));
            Shop newTable =
                    new Shop()
                            .with(
                                    "contracts/refunds.yaml",
                                    Shop.ORDERS
                                            .replace("shop.orders", "shop.refunds")
                                            .replace("- name: orders", "- name: refunds"))
                            .with("tables/back.sql", "SELECT count(*) AS n FROM refunds");
            assertEquals(
                    ErrorCode.UNKNOWN_TABLE,
                    refusal(() -> mill.previewDesk().make(newTable.files(), PREFIX)));
            mill.execute("CREATE TABLE preview_spent (id INTEGER)");
            assertEquals(
                    ErrorCode.DUPLICATE_TABLE,
                    refusal(() -> mill.previewDesk().make(one.files(), PREFIX)));
            assertEquals(List.of(), names(mill));
            assertEquals(1, mill.previewDesk().make(one.files(), "other_").previews().size());
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> mill.previewDesk().drop("forgotten_")));
        }
    }

    @Test
    void previewIsComparedWithItsTableAtOneTick() throws Exception {
        try (Tidemill mill = begin(new Shop())) {
            Shop next =
                    new Shop()
                            .with(
                                    "tables/spent.sql",
                                    "SELECT customer, CASE WHEN sum(amount) > 30 THEN sum(amount) +"
                                            + " 1 ELSE sum(amount) END AS total, count(*) AS orders"
                                            + " FROM orders GROUP BY customer");
            MadePreviews ignored = mill.previewDesk().make(next.files(), PREFIX);
            PreviewDifference difference = mill.previewDesk().difference("spent", 5);
            assertEquals(List.of("customer", "total"), difference.columns());
            assertEquals(List.of("orders"), difference.previewColumns());
            assertEquals(1, difference.equal());
            assertEquals(1, difference.tableOnly());
            assertEquals(1, difference.previewOnly());
            assertEquals(List.of("ada", 60L), difference.tableSample().row(0));
            assertEquals(List.of("ada", 61L), difference.previewSample().row(0));
            assertFalse(difference.isEmpty());
            assertEquals(
                    difference.toString(),
                    mill.previewDesk().difference("preview_spent", 5).toString());
            assertEquals(
                    ErrorCode.NOT_FOUND, refusal(() -> mill.previewDesk().difference("orders", 5)));
        }
    }

    @Test
    void previewsAreMadeAnewInThePlaceOfThoseOfTheirPrefix() throws Exception {
        try (Tidemill mill = begin(new Shop())) {
            Shop two =
                    new Shop()
                            .with("tables/spent.sql", DOUBLED)
                            .with("tables/rich.sql", RICH_WITH_TOTAL);
            MadePreviews ignored = mill.previewDesk().make(two.files(), PREFIX);
            Shop one = new Shop().with("tables/rich.sql", RICH_WITH_TOTAL);
            assertEquals(1, mill.previewDesk().make(one.files(), PREFIX).previews().size());
            assertEquals(List.of("preview_rich"), names(mill));
            assertEquals(0L, one(mill, "SELECT count(*) FROM preview_rich"), "over what runs");
            assertEquals(List.of(), mill.previewDesk().make(new Shop().files(), PREFIX).previews());
            assertEquals(List.of(), names(mill), "nothing differs any more");
        }
    }

    @Test
    void previewsAreSuspendedBeyondTheirMemoryAndNothingElseIs() throws Exception {
        Shop shop = new Shop().with("tidemill.yaml", "name: shop\nlimits:\n  preview-memory: 1\n");
        try (Tidemill mill = begin(shop)) {
            MadePreviews ignored =
                    mill.previewDesk()
                            .make(new Shop().with("tables/spent.sql", DOUBLED).files(), PREFIX);
            await(
                    "it is suspended",
                    () -> mill.previewDesk().list().getFirst().state().equals("suspended"));
            PreviewState state = mill.previewDesk().list().getFirst();
            assertTrue(requireNonNull(state.problem()).startsWith("TM4040"), state.toString());
            assertEquals(60L, one(mill, "SELECT total FROM spent WHERE customer = 'ada'"));
            assertTrue(mill.status().suspended().stream().allMatch(table -> table.preview()));
            assertNull(mill.status().definitionProblem());

            Shop other = new Shop().with("tables/rich.sql", RICH_WITH_TOTAL);
            ApplyState begun = mill.definitionDesk().apply(other.files(), QUICK);
            assertEquals(other.files().hash(), begun.release());
            assertEquals(
                    ApplyState.Phase.DONE, end(mill).phase(), "a suspended preview is no failure");
        }
    }
}
