package dev.tidemill.catalog.openlineage;

import dev.tidemill.algebra.json.Json;
import dev.tidemill.catalog.Entry;
import dev.tidemill.catalog.EntryKind;
import dev.tidemill.catalog.JsonDocument;
import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.sql.lineage.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The OpenLineage events of one catalog, as its specification 2-0-2 has them. A live table is a job
 * and the dataset that it writes, an action a job that writes none, an input table a dataset.
 */
public final class LineageEvents {
    private static final String SPEC = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/";

    private final Map<String, Entry> entries;
    private final String namespace;
    private final Facets facets;

    public LineageEvents(ProjectCatalog catalog) {
        this.entries = catalog.byId();
        this.namespace = "tidemill://" + catalog.project();
        this.facets = new Facets(namespace);
    }

    /** What an entry is: a dataset event of an input table, a job event of what computes. */
    public Json defined(Entry entry, Instant at) {
        return switch (entry.kind()) {
            case SOURCE, EVENT, KEYED ->
                    event("DatasetEvent", at).put("dataset", dataset(entry)).build();
            case LIVE, FEATURE_VIEW, PREDICTOR, ACTION ->
                    work("JobEvent", entry, at, OptionalLong.empty()).build();
        };
    }

    /**
     * That a live table's run begins, goes on or ends.
     *
     * @param run the same for all events of one run
     * @param rows what the table has now; empty when it is not there any more
     */
    public Json run(Entry entry, UUID run, RunState state, OptionalLong rows, Instant at) {
        return work("RunEvent", entry, at, rows)
                .put("eventType", state.name())
                .put("run", new JsonDocument().put("runId", run.toString()).build())
                .build();
    }

    private static JsonDocument event(String kind, Instant at) {
        return new JsonDocument()
                .put("eventTime", at.toString())
                .put("producer", Facets.PRODUCER)
                .put("schemaURL", SPEC + kind);
    }

    private JsonDocument work(String kind, Entry entry, Instant at, OptionalLong rows) {
        List<Json> outputs = new ArrayList<>();
        if (entry.kind() == EntryKind.LIVE) {
            outputs.add(output(entry, rows));
        }
        return event(kind, at)
                .put(
                        "job",
                        new JsonDocument()
                                .put("namespace", namespace)
                                .put("name", entry.id())
                                .put("facets", facets.ofJob(entry))
                                .build())
                .put("inputs", inputs(entry))
                .put("outputs", outputs);
    }

    private Json output(Entry entry, OptionalLong rows) {
        JsonDocument output = named(entry).put("facets", facets.ofDataset(entry));
        rows.ifPresent(count -> output.put("outputFacets", Facets.statistics(count)));
        return output.build();
    }

    private Json dataset(Entry entry) {
        return named(entry).put("facets", facets.ofDataset(entry)).build();
    }

    private JsonDocument named(Entry entry) {
        return new JsonDocument().put("namespace", namespace).put("name", entry.id());
    }

    private List<Json> inputs(Entry entry) {
        Set<String> tables = new TreeSet<>();
        Stream.concat(
                        Stream.of(entry.rows()),
                        entry.columns().stream().map(column -> column.dependencies()))
                .flatMap(dependencies -> dependencies.origins().stream())
                .map(Origin::table)
                .filter(entries::containsKey)
                .forEach(tables::add);
        return tables.stream()
                .map(
                        table ->
                                new JsonDocument()
                                        .put("namespace", namespace)
                                        .put("name", table)
                                        .build())
                .toList();
    }
}
