package dev.tidemill.node.definition;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.record.ActionTerms;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.PredictorRule;
import dev.tidemill.sql.Planner;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which tables rows of another table come into, through live tables, predictors and writes of
 * actions.
 */
public final class TableReach {
    private final Map<String, Set<String>> reads = new HashMap<>();
    private final List<ActionRule> writers;

    private TableReach(DefinitionEntry definitions) {
        writers =
                definitions.actions().stream()
                        .filter(rule -> rule.terms().write() != null)
                        .toList();
        if (!writers.isEmpty()) {
            definitions.liveTables().forEach(this::read);
            for (PredictorRule each : definitions.predictors()) {
                reads.put(
                        SystemTables.predictions(each.name()),
                        new TreeSet<>(List.of(each.on(), each.label().table())));
            }
        }
    }

    /** Of definitions; cheap when no action writes. */
    public static TableReach of(DefinitionEntry definitions) {
        return new TableReach(definitions);
    }

    private void read(DefinitionEntry.LiveSql table) {
        try {
            reads.put(table.name(), Planner.tablesOf(table.sql()));
        } catch (TidemillException e) {
            reads.put(table.name(), Set.of()); // It does not plan, so that nothing comes of it.
        }
    }

    /** Whether a live table reads another, itself or through others. */
    private boolean isBehind(String live, String table) {
        Set<String> seen = new HashSet<>();
        List<String> next = List.of(live);
        while (!next.isEmpty()) {
            Set<String> read = new TreeSet<>();
            next.stream()
                    .filter(seen::add)
                    .forEach(t -> read.addAll(reads.getOrDefault(t, Set.of())));
            if (read.contains(table)) {
                return true;
            }
            next = List.copyOf(read);
        }
        return false;
    }

    /** The actions whose writes come, through whatever else, into the table of this one. */
    public Set<String> writersBehind(ActionRule rule) {
        Set<String> behind = new TreeSet<>();
        Set<String> tables = new TreeSet<>(Set.of(rule.table()));
        boolean grows = true;
        while (grows) {
            grows = false;
            for (ActionRule writer : writers) {
                ActionTerms.Write write = writer.terms().write();
                if (write != null
                        && tables.stream().anyMatch(table -> isBehind(table, write.table()))
                        && behind.add(writer.name())) {
                    tables.add(writer.table());
                    grows = true;
                }
            }
        }
        return behind;
    }

    /**
     * Refuses actions whose writes come into their own tables again, unless they allow it.
     *
     * @throws TidemillException INVALID_PROJECT
     */
    void requireNoCycle() {
        writers.forEach(this::requireNoCycle);
    }

    /** As {@link #requireNoCycle()}, of one of them. */
    void requireNoCycle(ActionRule rule) {
        ActionTerms.Write write = rule.terms().write();
        if (write != null && !write.allowsCycle() && writersBehind(rule).contains(rule.name())) {
            throw new TidemillException(
                            ErrorCode.INVALID_PROJECT,
                            "the action %s writes to %s, whose rows come into its own table %s"
                                    .formatted(rule.name(), write.table(), rule.table()))
                    .withHint(
                            "write to a table that it does not read, or say “cycle: allow”: what"
                                    + " causes itself ends after “depth” times");
        }
    }
}
