package dev.tidemill.sql.duckdb;

import dev.tidemill.algebra.plan.TimeWindows;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Windows of time: each row with the numbers of the windows that it may be in. */
final class DuckDbTimeWindows {
    private DuckDbTimeWindows() {}

    static String query(TimeWindows windows, String input) {
        int width = windows.input().schema().size();
        String columns =
                IntStream.range(0, width).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
        boolean hop = windows.kind() == TimeWindows.Kind.HOP;
        long every = hop ? windows.stepMicros() : windows.sizeMicros();
        String micros = "epoch_us(c" + windows.time() + ")";
        long origin = Math.floorMod(windows.originMicros(), every);
        String last =
                micros + " - ((" + micros + " - " + origin + ") % " + every + " + " + every + ") % "
                        + every;
        String start = hop ? "m - i * " + windows.stepMicros() : "m";
        String end =
                hop
                        ? "m - i * " + windows.stepMicros() + " + " + windows.sizeMicros()
                        : "m + (i + 1) * " + windows.stepMicros();
        return "SELECT "
                + columns
                + ", make_timestamp(CAST("
                + start
                + " AS BIGINT)) AS c"
                + width
                + ", make_timestamp(CAST("
                + end
                + " AS BIGINT)) AS c"
                + (width + 1)
                + " FROM (SELECT *, "
                + last
                + " AS m FROM "
                + input
                + " WHERE c"
                + windows.time()
                + " IS NOT NULL) AS t, range(0, "
                + windows.windowsPerRow()
                + ") AS n(i) WHERE "
                + end
                + " > "
                + micros;
    }
}
