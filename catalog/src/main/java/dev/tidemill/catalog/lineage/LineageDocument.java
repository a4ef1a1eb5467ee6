package dev.tidemill.catalog.lineage;

import dev.tidemill.algebra.json.Json;
import dev.tidemill.catalog.Entry;
import dev.tidemill.catalog.EntryColumn;
import dev.tidemill.catalog.JsonDocument;
import dev.tidemill.sql.lineage.Origin;
import dev.tidemill.sql.lineage.Transformation;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lineage as a JSON document: the same from a project's folder and from a server. */
public final class LineageDocument {
    private LineageDocument() {}

    /** The whole graph. */
    public static Json whole(LineageGraph graph) {
        return graph(graph, graph.catalog().entries(), graph.edges()).build();
    }

    /**
     * What is reached from a name; downwards with what a change of it breaks.
     *
     * @param name {@code TABLE} or {@code TABLE.COLUMN}; an unknown one is refused
     */
    public static Json from(LineageGraph graph, String name, Direction direction) {
        List<Origin> start = graph.nodes(name);
        List<LineageEdge> edges = graph.reached(start, direction);
        Set<String> ids =
                Stream.concat(
                                Stream.of(start.getFirst().table()),
                                edges.stream()
                                        .flatMap(e -> Stream.of(e.from(), e.to()))
                                        .map(Origin::table))
                        .collect(Collectors.toSet());
        List<Entry> entries =
                graph.catalog().entries().stream().filter(e -> ids.contains(e.id())).toList();
        JsonDocument document =
                graph(graph, entries, edges)
                        .put("of", name)
                        .put("direction", direction == Direction.UP ? "up" : "down");
        return direction == Direction.UP
                ? document.build()
                : document.put("impact", impact(Impact.of(graph, start))).build();
    }

    private static JsonDocument graph(
            LineageGraph graph, List<Entry> entries, List<LineageEdge> edges) {
        return new JsonDocument()
                .put("project", graph.catalog().project())
                .put("tables", entries.stream().map(LineageDocument::entry).toList())
                .put("edges", edges.stream().map(LineageDocument::edge).toList());
    }

    private static Json entry(Entry entry) {
        return new JsonDocument()
                .put("id", entry.id())
                .put("name", entry.name())
                .put("kind", entry.kind().name().toLowerCase(java.util.Locale.ROOT))
                .put("description", entry.description())
                .put("columns", entry.columns().stream().map(LineageDocument::column).toList())
                .build();
    }

    private static Json column(EntryColumn column) {
        return new JsonDocument().put("name", column.name()).put("type", column.type()).build();
    }

    private static Json edge(LineageEdge edge) {
        return new JsonDocument()
                .put("from", node(edge.from()))
                .put("to", node(edge.to()))
                .put("transformations", edge.ways().stream().map(LineageDocument::way).toList())
                .build();
    }

    /** A node without a column is the table's rows. */
    private static Json node(Origin node) {
        JsonDocument document = new JsonDocument().put("table", node.table());
        return node.column() == null
                ? document.build()
                : document.put("column", node.column()).build();
    }

    private static Json way(Transformation way) {
        return new JsonDocument()
                .put("type", way.influence().isDirect() ? "DIRECT" : "INDIRECT")
                .put("subtype", way.influence().name())
                .put("masking", new Json.Bool(way.masking()))
                .build();
    }

    private static List<Json> impact(Impact impact) {
        return impact.entries().stream()
                .map(
                        reached ->
                                new JsonDocument()
                                        .put("table", reached.id())
                                        .put("reads", new Json.Bool(reached.reads()))
                                        .put("rows", new Json.Bool(reached.anyRow()))
                                        .put(
                                                "columns",
                                                reached.columns().stream()
                                                        .<Json>map(Json.Text::new)
                                                        .toList())
                                        .build())
                .toList();
    }
}
