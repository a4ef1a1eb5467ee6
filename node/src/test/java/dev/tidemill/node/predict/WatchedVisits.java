package dev.tidemill.node.predict;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Visits on the clock of their own time, a second each, whose outcomes become known early, late,
 * never, twice or corrected, as a seed has it. Owned by one test.
 */
final class WatchedVisits {
    static final String PREDICTOR =
            Visits.PREDICTOR.replace("within: 1 hour", "within: 4 minutes")
                    + """
                    evaluation:
                      window: 1 minute
                      windows: 8
                      segments: [kind]
                      segments-kept: 10
                      shift-rows: 500
                    """;
    private static final String SETTINGS =
            """
            name: shop
            clock: {kind: replay, source: past}
            sources:
              - name: past
                kind: replay
                file: past.parquet
                format: parquet
                streams:
                  - {table: visits, time: at, columns: {id: id, customer: customer, kind: kind, size: size, at: at}}
            """;
    static final int EACH = 20;

    private final Random random;
    private final Map<Integer, List<Long>> labelsAt = new TreeMap<>();
    private final List<Long> labelled = new ArrayList<>();
    private final Set<Long> early = new HashSet<>();
    private final Set<Long> entered = new HashSet<>();
    private int step;

    WatchedVisits(long seed) {
        random = new Random(seed);
    }

    static Visits in(Path folder) throws IOException {
        return Visits.in(folder)
                .put("tidemill.yaml", SETTINGS)
                .put("past.parquet", "not read here")
                .put("predictors/buys.yaml", PREDICTOR);
    }

    static TidemillOptions options() {
        return Visits.options().withReplay(null, false, null);
    }

    /** Those whose label came, in the order of their first labels. */
    List<Long> labelled() {
        return labelled;
    }

    /** Those whose label was there before they were. */
    Set<Long> early() {
        return early;
    }

    long count() {
        return (long) step * EACH;
    }

    /** Later ones are larger, and of other kinds. */
    static @Nullable Double size(long id) {
        return id % 17 == 0 ? null : (Double) (id % 11 / 10.0 + (id > 700 ? 1 : 0));
    }

    static @Nullable String kind(long id) {
        return id % 13 == 0 ? null : id > 800 && id % 3 == 0 ? "new" : "kind " + id % 5;
    }

    /** Some visits enter, and some outcomes of all there were become known. */
    void step(Tidemill mill) throws InterruptedException {
        long first = count();
        for (long id = first; id < first + EACH; id++) {
            decideWhen(id);
        }
        for (long id : labelsAt.getOrDefault(step, List.of())) {
            if (id >= first) {
                label(mill, id, Visits.buys(id));
            }
        }
        BatchBuilder rows = new BatchBuilder(mill.input("visits").schema(), EACH);
        for (long id = first; id < first + EACH; id++) {
            rows.add(1, id, "c" + id % 7, kind(id), size(id), id * 1_000_000L);
            entered.add(id);
        }
        append(mill, "visits", rows);
        Visits.await(
                mill,
                "SELECT predicted FROM tidemill.predictor_metrics WHERE predictor = 'buys'",
                first + EACH);
        for (long id : labelsAt.getOrDefault(step, List.of())) {
            if (id < first || !early.contains(id)) {
                label(mill, id, Visits.buys(id));
            }
        }
        if (!labelled.isEmpty() && random.nextInt(3) == 0) {
            long again = labelled.get(random.nextInt(labelled.size()));
            label(mill, again, random.nextBoolean());
        }
        step++;
        quiesce(mill);
    }

    /** Some are never known, and some too late. */
    private void decideWhen(long id) {
        int lot = random.nextInt(20);
        if (lot == 0) {
            return;
        }
        int delay = lot == 1 ? 0 : lot == 2 ? 14 + random.nextInt(6) : random.nextInt(6);
        labelsAt.computeIfAbsent(step + delay, _ -> new ArrayList<>()).add(id);
    }

    private void label(Tidemill mill, long id, boolean bought) throws InterruptedException {
        if (!entered.contains(id)) {
            if (random.nextInt(10) != 0) {
                return;
            }
            early.add(id);
        } else if (!early.contains(id) && !labelled.contains(id)) {
            labelled.add(id);
        }
        BatchBuilder rows = new BatchBuilder(mill.input("outcomes").schema(), 1);
        append(mill, "outcomes", rows.add(1, id, bought));
    }

    private static void append(Tidemill mill, String table, BatchBuilder rows)
            throws InterruptedException {
        AppendOptions how = AppendOptions.embedded();
        long tick = mill.append(table, ParsedRows.of(rows.build()), how).tick();
        if (!mill.await(tick, 10_000)) {
            throw new AssertionError("tick " + tick);
        }
    }

    /** Waits until all that is counted is in the tables. */
    static void quiesce(Tidemill mill) throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            PredictorStatus status = mill.predictor("buys").status();
            for (String count : List.of("predicted", "measured", "early", "unlabelled", "late")) {
                Visits.await(
                        mill,
                        "SELECT %s FROM tidemill.predictor_metrics WHERE predictor = 'buys'"
                                .formatted(count),
                        status.counts().getOrDefault(count, -1L));
            }
        }
    }

    /** All rows of a table, by column. */
    static List<Map<String, Object>> rows(Tidemill mill, String sql) {
        Batch found = mill.query(sql).rows();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int row = 0; row < found.size(); row++) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (int column = 0; column < found.schema().size(); column++) {
                Object value = found.column(column).value(row);
                values.put(found.schema().field(column).name(), value == null ? "NULL" : value);
            }
            rows.add(values);
        }
        return rows;
    }
}
