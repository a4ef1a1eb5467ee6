package dev.tidemill.node.definition;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.definition.CreatedTables.PreviewSql;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.DefinitionEntry.LiveSql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What holds of previews whatever they are of. */
public final class PreviewRules {
    private PreviewRules() {}

    /**
     * Refuses previews that do not plan over what runs.
     *
     * @param view of what runs; its previews do not count
     * @throws TidemillException why the first one does not plan
     */
    public static void requirePlanned(DefinitionsInForce.View view, List<PreviewSql> previews) {
        DefinitionEntry running = view.definitions().withoutPreviews();
        List<LiveSql> all = new ArrayList<>(running.liveTables());
        previews.forEach(each -> all.add(new LiveSql(each.preview().name(), each.sql(), "")));
        DefinitionPlanner.Planned planned =
                DefinitionPlanner.planWhatCanBe(
                        running.withLiveTables(all), view.failed(), view.functions(), view.plans());
        for (PreviewSql each : previews) {
            TidemillException why = planned.refused().get(each.preview().name());
            if (why != null) {
                throw new TidemillException(
                                why.errorCode(),
                                "a preview of %s cannot run: %s"
                                        .formatted(each.preview().of(), why.message()),
                                why)
                        .withHint(
                                "previews read the tables and call the functions that the mill has");
            }
        }
    }

    /**
     * Throws STATEMENT_NOT_ALLOWED when a table that is no preview reads one, which may be gone in
     * the next tick.
     */
    static void check(Set<String> previews, Collection<PlannedTable> planned) {
        if (previews.isEmpty()) {
            return;
        }
        for (PlannedTable table : planned) {
            if (previews.contains(table.name())) {
                continue;
            }
            for (String input : table.inputs()) {
                if (previews.contains(input)) {
                    throw new TidemillException(
                                    ErrorCode.STATEMENT_NOT_ALLOWED,
                                    "the live table %s would read the preview %s"
                                            .formatted(table.name(), input))
                            .withHint("a preview goes when its definitions are applied");
                }
            }
        }
    }
}
