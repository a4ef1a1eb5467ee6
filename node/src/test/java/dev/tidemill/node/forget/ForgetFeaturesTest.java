package dev.tidemill.node.forget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.feature.FeatureView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An erasure reaches what is recorded for feature views, and what was served. */
@Timeout(120)
class ForgetFeaturesTest {
    private static final String ADA = Shop.customer(3);

    /** Of a live table over rows that only come, by the value itself. */
    private static final String SPENT = "tidemill.log_spent__1__spent";

    /** Of a keyed table, with the value among the features. */
    private static final String KNOWN = "tidemill.log_known__1__people";

    /** Of the same, without it: nobody can say whose a line is. */
    private static final String TOWN = "tidemill.log_town__1__people";

    /** Of counts by something that no contract classifies. */
    private static final String TOWNS = "tidemill.log_towns__1__towns";

    @TempDir private Path folder;
    private Shop shop;

    @BeforeEach
    void makeProject() throws Exception {
        shop = Shop.in(folder.resolve("shop"), 7);
        Files.createDirectories(shop.folder().resolve("features"));
        view("spent", "customer: TEXT", "spent", "customer: customer", "n: {type: BIGINT}");
        view(
                "known",
                "id: BIGINT",
                "people",
                "id: id",
                "customer: {type: TEXT}\n      town: {type: TEXT}");
        view("town", "id: BIGINT", "people", "id: id", "town: {type: TEXT}");
        view("towns", "town: TEXT", "towns", "town: town", "n: {type: BIGINT}");
    }

    private void view(String name, String key, String table, String by, String features)
            throws Exception {
        Files.writeString(
                shop.folder().resolve("features/" + name + ".yaml"),
                """
                name: %1$s
                version: 1
                entity: %1$s
                key: {%2$s}
                samples-per-minute: 6000
                sources:
                  - table: %3$s
                    key: {%4$s}
                    features:
                      %5$s
                """
                        .formatted(name, key, table, by, features));
    }

    private static long count(Tidemill mill, String sql) {
        return (Long) mill.query(sql).rows().row(0).getFirst();
    }

    private static List<String> lines(Tidemill mill, String log) {
        List<String> lines = new ArrayList<>();
        for (Batch batch : mill.query("SELECT * FROM " + log).batches()) {
            for (int row = 0; row < batch.size(); row++) {
                lines.add(batch.row(row).toString());
            }
        }
        return lines.stream().sorted().toList();
    }

    private static long before(Tidemill mill, String log, long tick) {
        return count(mill, "SELECT count(*) FROM %s WHERE recorded_tick < %d".formatted(log, tick));
    }

    @Test
    void noLineOfARecordedChangeTellsOfThem() throws Exception {
        List<List<String>> recorded = new ArrayList<>();
        try (Tidemill mill = shop.open()) {
            shop.people(mill);
            shop.order(mill, 150);
            shop.order(mill, 150);
            assertTrue(lines(mill, SPENT).toString().contains(ADA));
            assertTrue(lines(mill, KNOWN).toString().contains(ADA));

            ErasureReceipt receipt =
                    mill.forgetting().forget(new ForgetDesk.Request(ADA, null, "officer"));

            assertEquals("complete", receipt.state());
            assertEquals(List.of(), receipt.found());
            assertEquals(List.of(), mill.forgetting().check(ADA, null));
            for (String log : List.of(SPENT, KNOWN, TOWN, TOWNS)) {
                assertFalse(lines(mill, log).toString().contains(ADA), log);
            }
            long tick = receipt.tick();
            assertTrue(before(mill, SPENT, tick) > 0, "what is known of others stays");
            assertTrue(before(mill, KNOWN, tick) > 0, "what is known of others stays");
            assertTrue(before(mill, TOWNS, tick) > 0, "counts of many stay");
            assertEquals(0, before(mill, TOWN, tick), "nobody can say whose a line is");
            assertEquals(
                    count(mill, "SELECT count(*) FROM people"),
                    count(
                            mill,
                            "SELECT count(*) FROM %s WHERE recorded_kind = 'row'".formatted(TOWN)),
                    "it begins anew with the rows that are there");
            assertEquals(
                    count(mill, "SELECT count(*) FROM spent"),
                    count(
                            mill,
                            ("SELECT count(*) FROM %s WHERE recorded_kind = 'row'"
                                            + " AND recorded_tick = %d")
                                    .formatted(SPENT, tick)),
                    "a table that was built again is recorded anew");
            shop.order(mill, 50);
            assertEquals(0, mill.verify().mismatches());
            for (String log : List.of(SPENT, KNOWN, TOWN, TOWNS)) {
                recorded.add(lines(mill, log));
            }
        }
        try (Tidemill mill = shop.open()) {
            List<List<String>> again = new ArrayList<>();
            for (String log : List.of(SPENT, KNOWN, TOWN, TOWNS)) {
                again.add(lines(mill, log));
            }
            assertEquals(recorded, again);
        }
    }

    @Test
    void whatWasServedIsLetGo() throws Exception {
        try (Tidemill mill = shop.open()) {
            shop.order(mill, 150);
            FeatureView view = mill.features("spent");
            long until = System.nanoTime() + 30_000_000_000L;
            String samples = "SELECT count(*) FROM tidemill.feature_samples";
            while (count(mill, samples) == 0) {
                assertTrue(System.nanoTime() < until, "no sample is written");
                assertEquals(1, view.get(ADA).size());
                Thread.sleep(50);
            }
            assertTrue(
                    mill.forgetting().check(ADA, null).stream()
                            .map(ErasureReceipt.Found::place)
                            .collect(TreeSet::new, TreeSet::add, TreeSet::addAll)
                            .contains("samples"));

            ErasureReceipt receipt =
                    mill.forgetting().forget(new ForgetDesk.Request(ADA, null, "officer"));

            assertEquals(List.of(), receipt.found());
            assertEquals(0, count(mill, samples));
        }
    }
}
