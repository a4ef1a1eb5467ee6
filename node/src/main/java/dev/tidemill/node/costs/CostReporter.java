package dev.tidemill.node.costs;

import static java.util.Objects.requireNonNull;

import dev.tidemill.engine.circuit.LiveTableCost;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.memory.StateKeeper;
import dev.tidemill.store.activity.CallerCost;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts together what is counted in different places. Safe for all threads. */
public final class CostReporter {
    private final Supplier<List<LiveTableCost>> tables;
    private final Supplier<StateKeeper.Report> shares;
    private final Supplier<List<CallerCost>> callers;
    private final UserWorks works;
    private final Creators creators;
    private final Supplier<DefinitionsInForce.View> definitions;
    private final Instant since = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    /** Counting begins now. */
    public CostReporter(
            Supplier<List<LiveTableCost>> tables,
            Supplier<StateKeeper.Report> shares,
            Supplier<List<CallerCost>> callers,
            UserWorks works,
            Creators creators,
            Supplier<DefinitionsInForce.View> definitions) {
        this.tables = requireNonNull(tables, "tables");
        this.shares = requireNonNull(shares, "shares");
        this.callers = requireNonNull(callers, "callers");
        this.works = requireNonNull(works, "works");
        this.creators = requireNonNull(creators, "creators");
        this.definitions = requireNonNull(definitions, "definitions");
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
                users(costs, bytes));
    }

    private List<Costs.UserCost> users(List<LiveTableCost> costs, Map<String, Long> bytes) {
        UserCosts users = new UserCosts();
        callers.get().forEach(users::add);
        works.works().forEach(users::add);
        DefinitionsInForce.View view = definitions.get();
        for (LiveTableCost cost : costs) {
            String creator = creator(cost.table(), view);
            if (creator != null) {
                users.addTable(creator, cost.tickNanos() + cost.buildNanos(), 0);
            }
        }
        bytes.forEach(
                (table, owned) -> {
                    String creator = creator(table, view);
                    if (creator != null) {
                        users.addTable(creator, 0, owned);
                    }
                });
        return users.costs();
    }

    /** Who made a table by a statement; null for one that a file defines by now. */
    private @Nullable String creator(String table, DefinitionsInForce.View view) {
        boolean isOfAFile =
                (view.isLive(table) || view.inputs().containsKey(table))
                        && !view.definitions().created().contains(table);
        return isOfAFile ? null : creators.of(table);
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

    static double millis(long nanos) {
        return Math.round(nanos / 1e3) / 1e3;
    }
}
