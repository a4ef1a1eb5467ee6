package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.catalog.lineage.Impact;
import dev.tidemill.catalog.lineage.LineageGraph;
import dev.tidemill.sql.lineage.Origin;
import java.util.List;

/**
 * Something behind a definition that a change of it reaches.
 *
 * @param id as the catalog has it: a table's name, {@code action/NAME}
 * @param reads whether it reads by itself what changes
 * @param anyRow whether rows of it may come and go
 * @param columns those that the change reaches by themselves
 */
public record Affected(
        String id, String kind, boolean reads, boolean anyRow, List<String> columns) {
    public Affected {
        requireNonNull(id, "id");
        requireNonNull(kind, "kind");
        columns = List.copyOf(columns);
    }

    /** Whatever is behind some nodes of one entry, the nearest first. */
    static List<Affected> by(LineageGraph graph, List<Origin> changed) {
        return Impact.of(graph, changed).entries().stream()
                .map(
                        reached ->
                                new Affected(
                                        reached.id(),
                                        reached.kind().words(),
                                        reached.reads(),
                                        reached.anyRow(),
                                        reached.columns()))
                .toList();
    }
}
