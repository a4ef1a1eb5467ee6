package dev.tidemill.bench.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.node.Tidemill;
import java.util.Arrays;
import java.util.Random;

/** Scans of a live table with ten million keys, and lookups in it. */
final class LookupTimes {
    private static final long LOOK_MILLIS = 20;
    private static final long KEYS_MAX = 10_000_000;
    private static final int LOOKUPS = 200_000;
    private static final int SCANS = 5;

    private final Tidemill mill;

    LookupTimes(Tidemill mill) {
        this.mill = mill;
    }

    ObjectNode measure() throws InterruptedException {
        long started = System.nanoTime();
        mill.execute(
                "CREATE LIVE TABLE flight_state AS SELECT flight_id, max(delay) AS delay,"
                        + " min(origin) AS origin FROM flights WHERE flight_id < "
                        + KEYS_MAX
                        + " GROUP BY flight_id");
        while (!mill.status().building().isEmpty()) {
            Thread.sleep(LOOK_MILLIS);
        }
        ObjectNode line = JsonOutput.object();
        line.put("built_s", HistoryBench.rounded((System.nanoTime() - started) / 1e9));
        long keys = (Long) count();
        line.put("keys", keys);
        line.put("scan_ms", HistoryBench.rounded(scanMillis()));
        double[] micros = lookUp(keys);
        Arrays.sort(micros);
        line.put("lookup_p50_us", HistoryBench.rounded(micros[micros.length / 2]));
        line.put("lookup_p99_us", HistoryBench.rounded(micros[micros.length / 100 * 99]));
        return line;
    }

    private Object count() {
        Object count = mill.query("SELECT count(*) FROM flight_state").rows().row(0).getFirst();
        return java.util.Objects.requireNonNull(count);
    }

    private double scanMillis() {
        double[] millis = new double[SCANS];
        for (int i = 0; i < SCANS; i++) {
            long started = System.nanoTime();
            long ignored =
                    mill.query("SELECT count(*), avg(delay), max(origin) FROM flight_state")
                            .rows()
                            .size();
            millis[i] = (System.nanoTime() - started) / 1e6;
        }
        return HistoryBench.median(millis);
    }

    private double[] lookUp(long keys) {
        Random random = new Random(1);
        double[] micros = new double[LOOKUPS];
        for (int i = 0; i < LOOKUPS; i++) {
            String key = Long.toString(random.nextLong(keys));
            long started = System.nanoTime();
            Batch row = mill.lookup("flight_state", key);
            micros[i] = (System.nanoTime() - started) / 1e3;
            if (row.size() != 1) {
                throw new IllegalStateException("no row for " + key);
            }
        }
        return Arrays.copyOfRange(micros, LOOKUPS / 2, LOOKUPS);
    }
}
