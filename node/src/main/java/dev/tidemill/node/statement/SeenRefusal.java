package dev.tidemill.node.statement;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.definition.TableBuild;
import java.util.List;
import java.util.stream.Stream;

/**
 * Why a change of a table is refused, as who asks may be told: when a table that is hidden from
 * them reads it, neither that one's name nor its query, which the reason may be about.
 */
final class SeenRefusal {
    private SeenRefusal() {}

    /** The live tables that read a table, running or being built. */
    static List<PlannedTable> readers(String table, DefinitionsInForce.View view) {
        return Stream.concat(
                        view.liveTables().values().stream(),
                        view.building().values().stream().map(TableBuild::table))
                .filter(each -> each.inputs().contains(table))
                .toList();
    }

    /** The reason itself, or another in its place. */
    static TidemillException of(
            TidemillException reason, String table, Sight sight, DefinitionsInForce.View view) {
        boolean told =
                reason.errorCode() == ErrorCode.NOT_READY || !hasHiddenReaders(table, sight, view);
        return told
                ? reason
                : new TidemillException(
                        ErrorCode.DEFINITION_CHANGED,
                        "another live table reads " + table + ", and does not run with it so");
    }

    private static boolean hasHiddenReaders(
            String table, Sight sight, DefinitionsInForce.View view) {
        return view.readersOf(table).stream().anyMatch(each -> !sight.sees(each))
                || readers(table, view).stream().anyMatch(each -> !sight.sees(each.name()));
    }
}
