package dev.tidemill.node.costs;

import static java.util.Objects.requireNonNull;

import dev.tidemill.engine.circuit.LiveTableCost;
import dev.tidemill.node.memory.StateKeeper;
import dev.tidemill.store.activity.CallerCost;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Puts together what is counted in different places. Safe for all threads. */
public final class CostReporter {
    private final Supplier<List<LiveTableCost>> tables;
    private final Supplier<StateKeeper.Report> shares;
    private final Supplier<List<CallerCost>> callers;
    private final Instant since = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    /** Counting begins now. */
    public CostReporter(
            Supplier<List<LiveTableCost>> tables,
            Supplier<StateKeeper.Report> shares,
            Supplier<List<CallerCost>> callers) {
        this.tables = requireNonNull(tables, "tables");
        this.shares = requireNonNull(shares, "shares");
        this.callers = requireNonNull(callers, "callers");
    }

    public Costs report() {
        List<LiveTableCost> costs = tables.get();
        long all = costs.stream().mapToLong(LiveTableCost::tickNanos).sum();
        Map<String, Long> bytes = shares.get().ownedBytes();
        return new Costs(
                since.toString(),
                costs.stream()
                        .sorted(Comparator.comparingLong(LiveTableCost::tickNanos).reversed())
                        .map(cost -> table(cost, all, bytes.getOrDefault(cost.table(), 0L)))
                        .toList(),
                callers.get().stream()
                        .sorted(Comparator.comparingLong(CallerCost::runNanos).reversed())
                        .map(CostReporter::user)
                        .toList());
    }

    private static Costs.TableCost table(LiveTableCost cost, long all, long bytes) {
        return new Costs.TableCost(
                cost.table(),
                millis(cost.tickNanos()),
                all == 0 ? 0 : Math.round(1000.0 * cost.tickNanos() / all) / 1000.0,
                millis(cost.buildNanos()),
                cost.rowsIn(),
                cost.rowsOut(),
                bytes);
    }

    private static Costs.UserCost user(CallerCost cost) {
        return new Costs.UserCost(
                cost.caller(),
                cost.queries(),
                cost.failed(),
                millis(cost.runNanos()),
                millis(cost.waitNanos()),
                cost.rowsReached(),
                cost.rowsAnswered(),
                cost.bytesAnswered());
    }

    private static double millis(long nanos) {
        return Math.round(nanos / 1e3) / 1e3;
    }
}
