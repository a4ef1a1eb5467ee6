package dev.tidemill.node.definition;

import dev.tidemill.node.record.BuiltEntry;
import dev.tidemill.node.record.Outcome;
import dev.tidemill.node.record.SuspensionEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a tick that is run again: which tables it had no memory for. */
record Foretold(List<Outcome> outcomes) {
    /** Of a tick that runs for the first time. */
    static final Foretold NOTHING = new Foretold(List.of());

    Foretold {
        outcomes = List.copyOf(outcomes);
    }

    /** Tables that failed within the tick, or behind it, in the order in which they did. */
    List<SuspensionEntry> suspended(boolean isBehind) {
        return outcomes.stream()
                .filter(Outcome.Suspended.class::isInstance)
                .map(Outcome.Suspended.class::cast)
                .filter(each -> each.isBehind() == isBehind)
                .map(Outcome.Suspended::what)
                .toList();
    }

    /** Why a table that runs, or is to run, with this SQL fails within the tick. */
    @Nullable SuspensionEntry failure(String table, String sql) {
        for (SuspensionEntry each : suspended(false)) {
            if (each.table().equals(table) && each.sql().equals(sql)) {
                return each;
            }
        }
        return null;
    }

    /** Why tables that were to be there from this tick on are not. */
    BuiltEntry.@Nullable Failure notBuilt(List<BuiltEntry.Built> tables) {
        for (Outcome each : outcomes) {
            if (each instanceof Outcome.NotBuilt notBuilt && notBuilt.tables().equals(tables)) {
                return notBuilt.failure();
            }
        }
        return null;
    }
}
