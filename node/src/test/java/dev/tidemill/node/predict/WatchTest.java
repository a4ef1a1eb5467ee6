package dev.tidemill.node.predict;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.learning.shift.Sample;
import dev.tidemill.learning.shift.Shift;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.forget.ForgetDesk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a predictor does in parts, beside a computation over the table of its predictions. */
@Timeout(240)
class WatchTest {
    private static final long SEED = 20_261_128;
    private static final long MINUTE = 60_000_000;
    private static final long NEVER = Long.MAX_VALUE / 1_000_000;
    private static final List<String> TABLES =
            List.of(
                    "predictor_windows",
                    "predictor_segments",
                    "predictor_features",
                    "predictor_calibration");

    @TempDir private Path folder;

    /** One prediction as its table has it. */
    private record Made(long id, long due, double score, String status, boolean label) {
        boolean isRight() {
            return score > 0.5 == label;
        }
    }

    @Test
    void theTablesAreWhatTheTableOfPredictionsGives() throws Exception {
        System.out.println("seed " + SEED);
        Visits visits = WatchedVisits.in(folder);
        WatchedVisits story = new WatchedVisits(SEED);
        int steps = 0;
        for (int life = 0; life < 4; life++) {
            try (Tidemill mill =
                    visits.open(WatchedVisits.options().withCheckpoints(100, 1 << 16))) {
                for (int i = 0; i < 15; i++) {
                    story.step(mill);
                    compare(mill, story, "step " + steps++);
                }
            }
        }
        try (Tidemill mill = visits.open(WatchedVisits.options())) {
            compare(mill, story, "the end");
            Map<String, Long> counts = mill.predictor("buys").status().counts();
            for (String count : List.of("measured", "early", "unlabelled", "late", "corrected")) {
                assertTrue(counts.getOrDefault(count, 0L) > 0, count + " of " + counts);
            }
        }
    }

    private static Object at(Map<String, Object> row, String column) {
        return requireNonNull(row.get(column), column);
    }

    private static long whole(Map<String, Object> row, String column) {
        return at(row, column) instanceof Long number ? number : -1;
    }

    private static double real(Map<String, Object> row, String column) {
        return at(row, column) instanceof Double number ? number : Double.NaN;
    }

    private static String text(Map<String, Object> row, String column) {
        return at(row, column).toString();
    }

    private static void compare(Tidemill mill, WatchedVisits story, String when) {
        Map<Long, Made> made = made(mill);
        assertEquals(story.count(), made.size(), when);
        Map<Long, Double> last = lastLabels(made, story);
        compareWindows(mill, made, last, when);
        compareSegments(mill, made, last, when);
        compareFeatures(mill, story, when);
        compareCalibration(mill, story, made, when);
    }

    private static Map<Long, Made> made(Tidemill mill) {
        Map<Long, Made> made = new TreeMap<>();
        for (Map<String, Object> row :
                WatchedVisits.rows(mill, "SELECT * FROM tidemill.predictions_buys")) {
            long id = whole(row, "id");
            made.put(
                    id,
                    new Made(
                            id,
                            whole(row, "due_at"),
                            real(row, "score"),
                            text(row, "status"),
                            Boolean.TRUE.equals(row.get("label"))));
        }
        return made;
    }

    /** Of each that is measured, the label that was measured before; NaN for the first. */
    private static Map<Long, Double> lastLabels(Map<Long, Made> made, WatchedVisits story) {
        Map<Long, Double> lasts = new LinkedHashMap<>();
        double last = Double.NaN;
        for (long id : story.labelled()) {
            Made one = made.get(id);
            if (one != null && one.status().equals("labelled")) {
                lasts.put(id, last);
                last = one.label() ? 1 : 0;
            }
        }
        return lasts;
    }

    private static void compareWindows(
            Tidemill mill, Map<Long, Made> made, Map<Long, Double> last, String when) {
        TreeSet<Long> starts = new TreeSet<>();
        made.values().forEach(one -> starts.add(one.due() / MINUTE * MINUTE));
        while (starts.size() > 8) {
            starts.pollFirst();
        }
        Map<Object, Map<String, Object>> found = new HashMap<>();
        WatchedVisits.rows(mill, "SELECT * FROM tidemill.predictor_windows")
                .forEach(row -> found.put(at(row, "window_start"), row));
        assertEquals(starts, found.keySet(), when);
        for (long start : starts) {
            Map<String, Object> expected =
                    outcomes(made, last, one -> one.due() / MINUTE * MINUTE == start);
            assertAlike(expected, found.get(start), when + ", window " + start);
        }
    }

    private static void compareSegments(
            Tidemill mill, Map<Long, Made> made, Map<Long, Double> last, String when) {
        TreeSet<String> kinds = new TreeSet<>();
        made.keySet().forEach(id -> kinds.add(String.valueOf(WatchedVisits.kind(id))));
        TreeSet<String> found = new TreeSet<>();
        for (Map<String, Object> row :
                WatchedVisits.rows(mill, "SELECT * FROM tidemill.predictor_segments")) {
            String kind = text(row, "kind").equals("missing") ? "null" : text(row, "segment");
            found.add(kind);
            Map<String, Object> expected =
                    outcomes(
                            made,
                            last,
                            one -> String.valueOf(WatchedVisits.kind(one.id())).equals(kind));
            assertAlike(expected, row, when + ", kind " + kind);
        }
        assertEquals(kinds, found, when);
    }

    /** The counts and measures of some predictions, computed anew from all of them. */
    private static Map<String, Object> outcomes(
            Map<Long, Made> made, Map<Long, Double> last, Function<Made, Boolean> isIn) {
        List<Made> all = made.values().stream().filter(isIn::apply).toList();
        List<Made> measured =
                last.keySet().stream()
                        .map(id -> requireNonNull(made.get(id)))
                        .filter(isIn::apply)
                        .toList();
        Map<String, Object> outcomes = new TreeMap<>();
        long labelled = all.stream().filter(one -> one.status().equals("labelled")).count();
        outcomes.put("predicted", (long) all.size());
        outcomes.put("labelled", labelled);
        outcomes.put("measured", (long) measured.size());
        outcomes.put(
                "unlabelled",
                all.stream().filter(one -> one.status().equals("unlabelled")).count());
        outcomes.put("given_up", 0L);
        outcomes.put("coverage", (double) labelled / all.size());
        if (measured.isEmpty()) {
            return outcomes;
        }
        int n = measured.size();
        double accuracy = measured.stream().filter(Made::isRight).count() / (double) n;
        double baseline =
                measured.stream()
                                .filter(
                                        one ->
                                                last.getOrDefault(one.id(), Double.NaN)
                                                        == (one.label() ? 1 : 0))
                                .count()
                        / (double) n;
        outcomes.put("accuracy", accuracy);
        outcomes.put("baseline_accuracy", baseline);
        if (baseline < 1) {
            outcomes.put("kappa_temporal", 1 - (1 - accuracy) / (1 - baseline));
        }
        outcomes.put(
                "log_loss",
                measured.stream()
                        .mapToDouble(one -> -Math.log(one.label() ? one.score() : 1 - one.score()))
                        .average()
                        .orElseThrow());
        double auc = auc(measured);
        if (!Double.isNaN(auc)) {
            outcomes.put("auc", auc);
        }
        double off = 0;
        for (int bin = 0; bin < 10; bin++) {
            double sum = 0;
            for (Made one : measured) {
                if (Math.min(9, (int) (one.score() * 10)) == bin) {
                    sum += one.score() - (one.label() ? 1 : 0);
                }
            }
            off += Math.abs(sum);
        }
        outcomes.put("calibration_error", off / n);
        return outcomes;
    }

    /** All pairs; scores whose log-odds are in one twentieth count as equal. */
    private static double auc(List<Made> measured) {
        double pairs = 0;
        double ordered = 0;
        for (Made yes : measured) {
            for (Made no : measured) {
                if (yes.label() && !no.label()) {
                    pairs++;
                    int order = Double.compare(place(yes.score()), place(no.score()));
                    ordered += order > 0 ? 1 : order == 0 ? 0.5 : 0;
                }
            }
        }
        return ordered / pairs;
    }

    private static double place(double score) {
        return Math.floor(20 * StrictMath.log(score / (1 - score)));
    }

    private static void assertAlike(
            Map<String, Object> expected, @Nullable Map<String, Object> found, String when) {
        requireNonNull(found, when);
        for (String column :
                List.of(
                        "predicted",
                        "labelled",
                        "measured",
                        "unlabelled",
                        "given_up",
                        "coverage",
                        "accuracy",
                        "baseline_accuracy",
                        "kappa_temporal",
                        "log_loss",
                        "auc",
                        "calibration_error",
                        "rmse",
                        "baseline_rmse")) {
            Object wanted = expected.getOrDefault(column, "NULL");
            Object value = found.get(column);
            if (wanted instanceof Double number && value instanceof Double real) {
                assertEquals(number, real, 1e-9, when + ", " + column);
            } else {
                assertEquals(wanted, value, when + ", " + column);
            }
        }
    }

    private static void compareFeatures(Tidemill mill, WatchedVisits story, String when) {
        Map<String, Map<String, Object>> found = new HashMap<>();
        WatchedVisits.rows(mill, "SELECT * FROM tidemill.predictor_features")
                .forEach(row -> found.put(text(row, "feature"), row));
        assertEquals(Set.of("kind", "size"), found.keySet(), when);
        Map<String, Object> size = requireNonNull(found.get("size"));
        Map<String, Object> kind = requireNonNull(found.get("kind"));
        long seen = whole(size, "seen");
        assertTrue(seen <= story.count() && seen >= story.count() * 0.8 - 50, when + " " + size);
        long missing =
                LongStream.range(Math.max(0, seen - 500), seen)
                        .filter(id -> WatchedVisits.size(id) == null)
                        .count();
        assertEquals(missing / (double) Math.min(500, seen), real(size, "missing_rate"), 1e-12);
        if (seen < 1_000) {
            assertEquals("NULL", size.get("psi"), when);
            assertEquals(false, size.get("drifting"), when);
            return;
        }
        // It is judged when the second 500 are full, and after each 50 from then on.
        long judged = 1_000 + (seen - 1_000) / 50 * 50;
        Shift shift = Shift.between(sizes(0, 500), sizes(judged - 500, judged));
        assertEquals(shift.stabilityIndex(), real(size, "psi"), 1e-12, when);
        assertEquals(shift.kolmogorovSmirnov(), real(size, "ks"), 1e-12, when);
        assertEquals(shift.wasserstein(), real(size, "wasserstein"), 1e-12, when);
        assertEquals(
                shift.wassersteinDeviations(), real(size, "wasserstein_deviations"), 1e-12, when);
        assertEquals(true, size.get("drifting"), when + ": later visits are larger " + size);
        assertEquals(true, kind.get("drifting"), when + ": and of another kind");
    }

    private static Sample sizes(long from, long to) {
        return Sample.of(
                LongStream.range(from, to)
                        .mapToDouble(
                                id -> {
                                    Double size = WatchedVisits.size(id);
                                    return size == null ? Double.NaN : size;
                                })
                        .toArray());
    }

    private static void compareCalibration(
            Tidemill mill, WatchedVisits story, Map<Long, Made> made, String when) {
        Map<Integer, List<Made>> bins = new TreeMap<>();
        for (long id : lastLabels(made, story).keySet()) {
            Made one = made.get(id);
            if (one != null) {
                bins.computeIfAbsent(Math.min(9, (int) (one.score() * 10)), _ -> new ArrayList<>())
                        .add(one);
            }
        }
        List<Map<String, Object>> found =
                WatchedVisits.rows(
                        mill, "SELECT * FROM tidemill.predictor_calibration ORDER BY bin");
        assertEquals(List.copyOf(bins.keySet()), found.stream().map(r -> at(r, "bin")).toList());
        for (Map<String, Object> row : found) {
            List<Made> in = bins.getOrDefault((Integer) at(row, "bin"), List.of());
            assertEquals((long) in.size(), row.get("measured"), when);
            assertEquals(
                    in.stream().mapToDouble(Made::score).average().orElseThrow(),
                    real(row, "mean_score"),
                    1e-9,
                    when);
            assertEquals(
                    in.stream().filter(Made::label).count() / (double) in.size(),
                    real(row, "observed_rate"),
                    1e-12,
                    when);
        }
    }

    @Test
    void aReplayGivesTheSameRows() throws Exception {
        Visits visits = WatchedVisits.in(folder.resolve("one"));
        Visits again = WatchedVisits.in(folder.resolve("two"));
        WatchedVisits story = new WatchedVisits(SEED + 1);
        Map<String, List<Map<String, Object>>> before;
        try (Tidemill mill = visits.open(WatchedVisits.options().withCheckpoints(NEVER, NEVER))) {
            for (int i = 0; i < 30; i++) {
                story.step(mill);
            }
            before = tables(mill);
            copy(visits.data().resolve("journal"), again.data().resolve("journal"));
        }
        try (Tidemill mill = again.open(WatchedVisits.options())) {
            assertEquals(before, tables(mill), "replayed");
        }
        try (Tidemill mill = visits.open(WatchedVisits.options())) {
            assertEquals(before, tables(mill), "from the checkpoint");
        }
    }

    private static Map<String, List<Map<String, Object>>> tables(Tidemill mill) {
        Map<String, List<Map<String, Object>>> tables = new TreeMap<>();
        for (String table : TABLES) {
            tables.put(
                    table,
                    WatchedVisits.rows(
                            mill,
                            "SELECT * FROM tidemill.%s ORDER BY 1, 2, 3, 4".formatted(table)));
        }
        return tables;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
    }

    @Test
    void anotherPredictorBeginsAnewAndOneThatIsGoneLeavesNothing() throws Exception {
        Visits visits =
                WatchedVisits.in(folder)
                        .put(
                                "predictors/other.yaml",
                                WatchedVisits.PREDICTOR.replace("name: buys", "name: other"));
        WatchedVisits story = new WatchedVisits(SEED + 2);
        try (Tidemill mill = visits.open(WatchedVisits.options())) {
            for (int i = 0; i < 5; i++) {
                story.step(mill);
            }
            Visits.await(
                    mill,
                    "SELECT sum(predicted) FROM tidemill.predictor_windows WHERE predictor = 'other'",
                    100);
        }
        Files.delete(folder.resolve("predictors/other.yaml"));
        visits.put(
                "predictors/buys.yaml",
                WatchedVisits.PREDICTOR.replace(
                        "size: {type: number}", "at: {type: number, column: size}"));
        try (Tidemill mill = visits.open(WatchedVisits.options())) {
            for (String table : TABLES) {
                Visits.await(
                        mill,
                        "SELECT count(*) FROM tidemill.%s WHERE predictor = 'other'"
                                .formatted(table),
                        0);
            }
            Visits.await(mill, "SELECT count(*) FROM tidemill.predictor_calibration", 0);
            Visits.await(
                    mill,
                    "SELECT count(*) FROM tidemill.predictor_features WHERE seen = 0 AND feature IN"
                            + " ('kind', 'at')",
                    2);
            Visits.await(mill, "SELECT count(*) FROM tidemill.predictor_features", 2);
            Visits.await(
                    mill, "SELECT sum(predicted) FROM tidemill.predictor_windows", story.count());
        }
    }

    @Test
    void theNameOfAnErasedPersonIsInNoSegment() throws Exception {
        Visits visits =
                WatchedVisits.in(folder)
                        .put(
                                "predictors/buys.yaml",
                                WatchedVisits.PREDICTOR
                                        .replace(
                                                "size: {type: number}",
                                                "size: {type: number}\n  customer: {type: category}")
                                        .replace("segments: [kind]", "segments: [customer]"));
        WatchedVisits story = new WatchedVisits(SEED + 3);
        try (Tidemill mill = visits.open(WatchedVisits.options().withCheckpoints(100, 1 << 20))) {
            story.step(mill);
            String named = "SELECT count(*) FROM tidemill.predictor_segments WHERE segment = 'c3'";
            assertEquals(1, Visits.number(mill, named));
            mill.forgetting().forget(new ForgetDesk.Request("c3", null, "officer"));
            Visits.await(mill, named, 0);
            Visits.await(
                    mill,
                    "SELECT predicted FROM tidemill.predictor_segments WHERE kind = 'rest'",
                    3);
        }
    }

    @Test
    void tellsHowFastPredictionsAreInThisProcess() throws Exception {
        try (Tidemill mill = WatchedVisits.in(folder).open(WatchedVisits.options())) {
            new WatchedVisits(SEED).step(mill);
            PredictorMonitor monitor = mill.predictor("buys").monitor();
            assertEquals(WatchedVisits.EACH, monitor.rowTimes().count());
            assertTrue(monitor.rowTimes().p50Millis() > 0);
            assertTrue(monitor.rowTimes().p99Millis() >= monitor.rowTimes().p50Millis());
            assertEquals(0, monitor.askedTimes().count());
            assertFalse(monitor.watched().windows().isEmpty());
            mill.predictor("buys").predict(Map.of("id", 1_000L, "kind", "new"));
            assertEquals(1, mill.predictor("buys").monitor().askedTimes().count());
        }
    }
}
