package dev.tidemill.bench.soak;

import dev.tidemill.bench.GcPauses;
import dev.tidemill.bench.Result;
import dev.tidemill.node.read.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Gathers what a soak has measured, and what of it is not as it must be. One thread. */
final class SoakVerdict {
    private static final double RATE_HELD_MIN = 0.95;
    private static final long MEGABYTE = 1L << 20;

    private final Result result = new Result();
    private final List<String> failures = new ArrayList<>();
    private final double wanted;

    SoakVerdict(double wanted) {
        this.wanted = wanted;
        result.put("rate_wanted", Math.round(wanted));
    }

    Result result() {
        return result;
    }

    List<String> failures() {
        return failures;
    }

    void rate(double held) {
        result.put("rate_held", Math.round(held));
        if (held < wanted * RATE_HELD_MIN) {
            failures.add(
                    String.format(Locale.ROOT, "%,.0f rows/s were held of %,.0f", held, wanted));
        }
    }

    void traffic(SoakLoad load, SoakReaders readers) {
        result.put("rows", load.rows())
                .put("busy", load.busy())
                .put("quarantined", load.quarantined())
                .put("lookups", readers.lookups())
                .put("queries", readers.queries())
                .put("subscription_events", readers.events());
        if (load.quarantined() > 0) {
            failures.add(load.quarantined() + " rows were put into quarantine");
        }
        if (readers.lookups() == 0 || readers.queries() == 0 || readers.events() == 0) {
            failures.add("somebody did not get to read");
        }
    }

    void churn(TableChurn churn) {
        result.put("table_changes", churn.changes()).put("builds_given_up", churn.givenUp());
        if (churn.changes() == 0) {
            failures.add("no live table was changed");
        }
    }

    void ticks(TickWatch ticks, double limitMillis) {
        result.put("ticks", ticks.ticks().count());
        ticks.ticks().put(result, "tick");
        ticks.work().put(result, "tick_work");
        ticks.commits().put(result, "commit");
        result.put("slow_ticks", ticks.slowTotal());
        ticks.slow().forEach(System.err::println);
        if (ticks.slowTotal() > 0) {
            failures.add(
                    String.format(
                            Locale.ROOT,
                            "%d ticks took more than %.0f ms, the longest %.1f ms",
                            ticks.slowTotal(),
                            limitMillis,
                            ticks.ticks().millis(1)));
        }
    }

    void collector(GcPauses collector) {
        result.put("gc_pauses", collector.count())
                .put("gc_pause_total_ms", collector.millisTotal())
                .put("gc_pause_max_ms", collector.millisMax());
    }

    void memory(List<MemorySample> samples) {
        flat(Flatness.of("heap", samples, MemorySample::heap, 48 * MEGABYTE));
        flat(Flatness.of("state", samples, MemorySample::state, 32 * MEGABYTE));
        flat(Flatness.of("pinned", samples, MemorySample::pinned, 32 * MEGABYTE));
        flat(Flatness.of("resident", samples, MemorySample::resident, 192 * MEGABYTE));
        if (!samples.isEmpty()) {
            result.put("disk_mb", samples.getLast().disk() / MEGABYTE);
        }
    }

    private void flat(Flatness measured) {
        result.put(measured.name() + "_mb", measured.mean() / MEGABYTE);
        result.put(measured.name() + "_growth_mb", measured.growth() / MEGABYTE);
        if (!measured.isFlat()) {
            failures.add(
                    String.format(
                            Locale.ROOT,
                            "%s grew by %.1f MB, more than %.1f MB; it is %.1f MB in the mean",
                            measured.name(),
                            measured.growth() / MEGABYTE,
                            measured.allowed() / MEGABYTE,
                            measured.mean() / MEGABYTE));
        }
    }

    void tables(Verification verification) {
        long compared = verification.tables().stream().filter(t -> t.notCompared() == null).count();
        result.put("tables_compared", compared)
                .put("tables_not_compared", verification.tables().size() - compared)
                .put("mismatches", verification.mismatches())
                .put("verify_s", verification.elapsedMs() / 1000);
        for (Verification.TableResult table : verification.tables()) {
            String why = table.notCompared();
            if (table.mismatches() > 0) {
                failures.add(
                        "%s differs from its query in %d rows: %s"
                                .formatted(table.table(), table.mismatches(), table.sample()));
            } else if (why != null && !why.contains("visits")) {
                failures.add(table.table() + " was not compared: " + why);
            }
        }
    }

    void errors(Errors errors) {
        result.put("errors", errors.total());
        errors.counts().forEach((what, count) -> failures.add(count + " times " + what));
    }
}
