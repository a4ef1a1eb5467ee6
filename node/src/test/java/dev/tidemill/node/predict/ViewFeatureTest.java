package dev.tidemill.node.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Features that a view says: as of the tick in which the row entered, whatever comes later. */
@Timeout(120)
class ViewFeatureTest {
    private static final String PREDICTIONS = "SELECT count(*) FROM tidemill.predictions_buys";
    private static final String SETTLED = PREDICTIONS + " WHERE status = 'labelled'";
    private static final long NEVER = Long.MAX_VALUE / 1_000_000;

    private static final String BY_CUSTOMER =
            "SELECT customer, count(*) AS n, sum(size) AS total, max(at) AS last_at"
                    + " FROM visits GROUP BY customer\n";

    private static final String VIEW =
            """
            name: customer
            version: 1
            entity: customer
            key: {customer: TEXT}
            record: false
            sources:
              - table: by_customer
                key: {customer: customer}
                features:
                  visits: {column: n, type: BIGINT}
                  total: {type: DOUBLE}
            request: {size: DOUBLE}
            on-demand:
              part: {sql: 'size / total', type: DOUBLE}
            """;

    private static final String PREDICTOR =
            Visits.PREDICTOR.replace(
                    "  size: {type: number}\n",
                    """
                      size: {type: number}
                      visits: {type: number, view: customer@1}
                      spent: {type: number, view: customer@1, feature: total, key: {customer: customer}}
                      part: {type: number, view: customer@1}
                    """);

    @TempDir private Path folder;

    private static Visits in(Path folder) throws IOException {
        return Visits.in(folder)
                .put("tables/by_customer.sql", BY_CUSTOMER)
                .put("features/customer.yaml", VIEW)
                .put("predictors/buys.yaml", PREDICTOR);
    }

    private static List<String> features(Tidemill mill) {
        var rows = mill.query("SELECT features FROM tidemill.predictions_buys ORDER BY id").rows();
        List<String> all = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            all.add(String.valueOf(rows.column(0).value(i)));
        }
        return all;
    }

    /** A number that is known of a row; NaN for none. */
    private static double number(String features, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":(-?[0-9.E]+)").matcher(features);
        return found.find() ? Double.parseDouble(found.group(1)) : Double.NaN;
    }

    private static void assertKnown(double visits, double spent, double size, String features) {
        assertEquals(visits, number(features, "visits"), features);
        assertEquals(spent, number(features, "spent"), 1e-9, features);
        assertEquals(size / spent, number(features, "part"), 1e-9, features);
    }

    /** A customer's visits come one a tick, so the third sees three; those of one tick see all. */
    @Test
    void areAsOfTheTickInWhichTheRowEntered() throws Exception {
        double spent = 0;
        try (Tidemill mill = in(folder).open()) {
            for (int i = 0; i < 6; i++) {
                Visits.visit(mill, 7L * i + 1, 1);
            }
            Visits.await(mill, PREDICTIONS, 6);
            List<String> first = features(mill);
            for (int i = 0; i < 6; i++) {
                double size = (7L * i + 1) % 11 / 10.0;
                spent += size;
                assertKnown(i + 1, spent, size, first.get(i));
            }
            Visits.visit(mill, 70, 14);
            Visits.await(mill, PREDICTIONS, 20);
            List<String> all = features(mill);
            assertEquals(first, all.subList(0, 6), "what came later changes nothing");
            for (int id = 70; id < 84; id++) {
                double visits = id % 7 == 1 ? 8 : 2;
                assertEquals(visits, number(all.get(6 + id - 70), "visits"), "visit " + id);
            }
        }
    }

    @Test
    void areAskedByTheColumnsThatFindThem() throws Exception {
        try (Tidemill mill = in(folder).open()) {
            Visits.visit(mill, 0, 14);
            Visits.await(mill, PREDICTIONS, 14);
            Predictor buys = mill.predictor("buys");
            var told = buys.predict(Map.of("id", 100L, "customer", "c3", "size", 0.5, "kind", "x"));
            String known =
                    String.valueOf(
                            told.row().column(told.row().schema().indexOf("features")).value(0));
            // 3 and 10 are of c3, with sizes .3 and 1.0.
            assertTrue(known.contains("\"visits\":2"), known);
            assertTrue(known.contains("\"spent\":1.3"), known);
            var unknown = buys.predict(Map.of("id", 101L, "customer", "nobody", "size", 0.5));
            assertTrue(
                    String.valueOf(unknown.row().row(0)).contains("\"visits\":null"),
                    unknown.row().row(0).toString());
            TidemillException refused =
                    assertThrows(
                            TidemillException.class,
                            () -> buys.predict(Map.of("id", "102", "visits", "7")));
            assertEquals(ErrorCode.INVALID_REQUEST, refused.errorCode());
        }
    }

    @Test
    void areMissingWhenTheyAreTooOld() throws Exception {
        Visits visits =
                in(folder)
                        .put(
                                "features/customer.yaml",
                                VIEW.replace("record: false", "record: false\nttl: 1 hour")
                                        .replace(
                                                "    key: {customer: customer}\n",
                                                "    key: {customer: customer}\n    time: last_at\n")
                                        .replace(
                                                "{column: n, type: BIGINT}",
                                                "{column: n, type: BIGINT, default: -1}"));
        try (Tidemill mill = visits.open()) {
            Visits.visit(mill, 1, 1);
            Visits.await(mill, PREDICTIONS, 1);
            assertTrue(
                    features(mill).getFirst().contains("\"spent\":null,\"part\":null"),
                    features(mill).toString());
            assertTrue(features(mill).getFirst().contains("\"visits\":-1"), "the view's default");
        }
    }

    @Test
    void areTheSameAfterARestartAndInAReplay() throws Exception {
        Visits visits = in(folder.resolve("one"));
        Visits again = in(folder.resolve("two"));
        byte[] model;
        List<String> known;
        try (Tidemill mill = visits.open(Visits.options().withCheckpoints(NEVER, NEVER))) {
            for (int from = 0; from < 200; from += 20) {
                Visits.visit(mill, from, 20);
                Visits.label(mill, Math.max(0, from - 30), 20);
            }
            Visits.label(mill, 150, 50);
            Visits.await(mill, SETTLED, 200);
            model = mill.predictor("buys").model();
            known = features(mill);
            copy(visits.data().resolve("journal"), again.data().resolve("journal"));
        }
        try (Tidemill mill = visits.open()) {
            assertArrayEquals(model, mill.predictor("buys").model());
        }
        try (Tidemill mill = again.open()) {
            assertArrayEquals(model, mill.predictor("buys").model());
            assertEquals(known, features(mill));
            assertEquals(200, Visits.number(mill, SETTLED));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
    }

    /** A view that says something else is another feature, so the model begins anew. */
    @Test
    void anotherDefinitionOfTheViewIsAnotherModel() throws Exception {
        Visits visits = in(folder);
        try (Tidemill mill = visits.open()) {
            Visits.visit(mill, 0, 10);
            Visits.await(mill, PREDICTIONS, 10);
            Visits.label(mill, 0, 10);
            Visits.await(mill, SETTLED, 10);
            assertEquals(10, mill.predictor("buys").status().labelsLearnt());
        }
        visits.put("features/customer.yaml", VIEW.replace("entity: customer", "entity: person"));
        try (Tidemill mill = visits.open()) {
            assertEquals(1, mill.predictor("buys").status().modelVersion());
        }
        visits.put("features/customer.yaml", VIEW.replace("'size / total'", "'total / size'"));
        try (Tidemill mill = visits.open()) {
            assertEquals(2, mill.predictor("buys").status().modelVersion());
            assertEquals(0, mill.predictor("buys").status().labelsLearnt());
        }
    }

    private void assertRefused(String message, Visits visits) {
        TidemillException refused = assertThrows(TidemillException.class, visits::open);
        assertTrue(refused.message().contains(message), refused.message() + refused.detail());
        assertNotEquals(null, refused.hint(), message);
    }

    @Test
    void refusesWhatCannotBeAsked() throws Exception {
        assertRefused(
                "there is no feature view customer@2",
                in(folder.resolve("a"))
                        .put(
                                "predictors/buys.yaml",
                                PREDICTOR.replace(
                                        "visits: {type: number, view: customer@1}",
                                        "visits: {type: number, view: customer@2}")));
        assertRefused(
                "customer@1 has no feature visit",
                in(folder.resolve("b"))
                        .put(
                                "predictors/buys.yaml",
                                PREDICTOR.replace(
                                        "visits: {type: number, view: customer@1}",
                                        "visit: {type: number, view: customer@1}")));
        assertRefused(
                "customer@1 is asked by customer, which is TEXT, and the column id of visits is"
                        + " BIGINT",
                in(folder.resolve("c"))
                        .put(
                                "predictors/buys.yaml",
                                PREDICTOR.replace(
                                        "key: {customer: customer}}", "key: {customer: id}}")));
        assertRefused(
                "the table visits has no column client",
                in(folder.resolve("d"))
                        .put(
                                "predictors/buys.yaml",
                                PREDICTOR.replace(
                                        "key: {customer: customer}}", "key: {customer: client}}")));
        assertRefused(
                "column",
                in(folder.resolve("e"))
                        .put("tables/by_customer.sql", BY_CUSTOMER.replace("sum(size)", "sum(1)")));
    }

    /** PREDICT in a live table and what an ad-hoc query says of the same tick. */
    @Test
    void predictInALiveTableIsWhatAQueryAnswersAfterEveryTick() throws Exception {
        Visits visits =
                in(folder)
                        .put(
                                "tables/told.sql",
                                "SELECT id, kind, PREDICT('buys', id) AS p,"
                                        + " PREDICT_VALUE('buys', id) AS buys FROM visits\n")
                        .put(
                                "tables/by_kind.sql",
                                "SELECT kind, count(*) AS n, max(p) AS likeliest,"
                                        + " count(p) AS told FROM told GROUP BY kind\n")
                        .put(
                                "tables/open.sql",
                                "SELECT visit FROM outcomes WHERE PREDICT('buys', visit) IS NULL\n");
        String differing =
                "SELECT count(*) FROM (SELECT id, p, buys FROM told EXCEPT SELECT id,"
                        + " PREDICT('buys', id), PREDICT_VALUE('buys', id) FROM visits)";
        try (Tidemill mill = visits.open(Visits.options())) {
            for (int from = 0; from < 100; from += 10) {
                Visits.label(mill, from, 10);
                assertEquals(0, Visits.number(mill, differing));
                Visits.visit(mill, from, 10);
                assertEquals(0, Visits.number(mill, differing));
                assertEquals(0, mill.verify().mismatches());
            }
            Visits.await(mill, "SELECT count(p) FROM told", 100);
            Visits.await(mill, "SELECT count(*) FROM open", 0);
            assertEquals(0, Visits.number(mill, differing));
            assertEquals(0, mill.verify().mismatches());
            assertEquals(100, Visits.number(mill, "SELECT sum(told)::BIGINT FROM by_kind"));
            // What was made stays what it was, though the model has learnt since.
            assertEquals(
                    0,
                    Visits.number(
                            mill,
                            "SELECT count(*) FROM told t JOIN tidemill.predictions_buys p"
                                    + " ON p.id = t.id WHERE t.p <> p.score"));
        }
        try (Tidemill mill = visits.open()) {
            assertEquals(0, Visits.number(mill, differing));
            assertEquals(0, mill.verify().mismatches());
        }
    }

    @Test
    void predictOfAnUnknownPredictorIsRefusedAtItsPlace() throws Exception {
        try (Tidemill mill = in(folder).open()) {
            TidemillException refused =
                    assertThrows(
                            TidemillException.class,
                            () -> mill.query("SELECT PREDICT('bys', id) FROM visits"));
            assertEquals(ErrorCode.UNKNOWN_PREDICTOR, refused.errorCode());
            assertEquals("1:16", String.valueOf(refused.place()));
            assertEquals("42704", refused.errorCode().sqlState());
        }
        Visits wrong =
                in(folder).put("tables/told.sql", "SELECT PREDICT('bys', id) AS p FROM visits");
        TidemillException refused = assertThrows(TidemillException.class, wrong::open);
        assertTrue(refused.message().contains("there is no predictor bys"), refused.message());
    }
}
