package dev.tidemill.node.status;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.quality.CheckTables;
import dev.tidemill.definitions.quality.QualityCheck;
import dev.tidemill.definitions.quality.ServiceLevel;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.trace.LatencyWindow;
import dev.tidemill.node.trace.TableCounters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How the contracts' promises stand: the checks as of a tick, and the latency just measured. */
record CheckReport(TableCounters counters) {
    /** Of the table of checks, in the order of its columns. */
    private static final int COLUMNS = 8;

    private static final String UNKNOWN = "unknown";
    private static final double PROMISED_SHARE = 0.99;

    CheckReport {
        requireNonNull(counters, "counters");
    }

    List<Status.CheckStatus> of(Project project, PublishedTick published) {
        List<Status.CheckStatus> checks = new ArrayList<>();
        if (published.snapshot().tables().contains(CheckTables.CHECKS)) {
            kept(published, checks);
            // What is measured now is newer than what was told to the table.
            checks.removeIf(check -> check.name().equals(ServiceLevel.LATENCY));
        }
        unknown(project, checks);
        for (ServiceLevel level : project.levels()) {
            if (level instanceof ServiceLevel.Latency latency) {
                checks.add(measured(latency));
            }
        }
        checks.sort(
                Comparator.comparing(Status.CheckStatus::table)
                        .thenComparing(Status.CheckStatus::name));
        return checks;
    }

    /** The table of checks may be suspended, and then nobody knows how they stand. */
    private static void unknown(Project project, List<Status.CheckStatus> checks) {
        Set<List<String>> known = new HashSet<>();
        checks.forEach(check -> known.add(List.of(check.table(), check.name())));
        for (QualityCheck check : project.checks()) {
            if (!known.contains(List.of(check.table(), check.name()))) {
                checks.add(
                        new Status.CheckStatus(
                                check.table(),
                                check.name(),
                                check.column(),
                                check.severity(),
                                check.onFailure().name().toLowerCase(Locale.ROOT),
                                check.expectation().text(),
                                null,
                                UNKNOWN));
            }
        }
        for (ServiceLevel level : project.levels()) {
            if (level instanceof ServiceLevel.Freshness freshness
                    && !known.contains(List.of(level.table(), ServiceLevel.FRESHNESS))) {
                checks.add(
                        new Status.CheckStatus(
                                level.table(),
                                ServiceLevel.FRESHNESS,
                                freshness.eventTime(),
                                QualityCheck.SEVERITY_DEFAULT,
                                "alert",
                                "> 0",
                                null,
                                UNKNOWN));
            }
        }
    }

    private static void kept(PublishedTick published, List<Status.CheckStatus> checks) {
        int[] columns = new int[COLUMNS];
        for (int i = 0; i < COLUMNS; i++) {
            columns[i] = i;
        }
        for (Supplier<@Nullable Batch> part :
                published.snapshot().table(CheckTables.CHECKS).scan(columns)) {
            Batch rows;
            while ((rows = part.get()) != null) {
                for (int row = 0; row < rows.size(); row++) {
                    checks.add(check(rows.row(row)));
                }
            }
        }
    }

    private static Status.CheckStatus check(List<@Nullable Object> row) {
        return new Status.CheckStatus(
                String.valueOf(row.get(0)),
                String.valueOf(row.get(1)),
                row.get(2) == null ? null : String.valueOf(row.get(2)),
                String.valueOf(row.get(3)),
                String.valueOf(row.get(4)),
                String.valueOf(row.get(5)),
                row.get(6) instanceof Double number ? number : null,
                String.valueOf(row.get(7)));
    }

    private Status.CheckStatus measured(ServiceLevel.Latency latency) {
        LatencyWindow window = counters.latencyOf(latency.table());
        boolean unknown = window == null || window.isEmpty();
        double millis = window == null ? 0 : window.millis(PROMISED_SHARE);
        return new Status.CheckStatus(
                latency.table(),
                ServiceLevel.LATENCY,
                null,
                QualityCheck.SEVERITY_DEFAULT,
                "alert",
                "<= " + latency.boundMillis() + " ms",
                unknown ? null : millis,
                unknown ? UNKNOWN : millis <= latency.boundMillis() ? "passing" : "failing");
    }
}
