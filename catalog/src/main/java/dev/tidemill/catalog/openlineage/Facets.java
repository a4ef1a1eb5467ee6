package dev.tidemill.catalog.openlineage;

import dev.tidemill.algebra.json.Json;
import dev.tidemill.catalog.Entry;
import dev.tidemill.catalog.EntryColumn;
import dev.tidemill.catalog.JsonDocument;
import dev.tidemill.sql.lineage.Dependencies;
import dev.tidemill.sql.lineage.Influence;
import dev.tidemill.sql.lineage.Origin;
import dev.tidemill.sql.lineage.Transformation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The facets of datasets and jobs, in the versions that their schema URLs name. */
final class Facets {
    static final String PRODUCER = "https://tidemill.dev/openlineage/1";

    private static final String SPEC = "https://openlineage.io/spec/facets/";

    private final String namespace;

    Facets(String namespace) {
        this.namespace = namespace;
    }

    /** A dataset's: schema, documentation, owners, and columnLineage when it depends on others. */
    Json ofDataset(Entry entry) {
        JsonDocument facets = new JsonDocument().put("schema", schema(entry));
        if (!entry.description().isEmpty()) {
            facets.put("documentation", documentation("DocumentationDatasetFacet", entry));
        }
        if (!entry.owners().isEmpty()) {
            facets.put("ownership", ownership(entry));
        }
        Json lineage = columnLineage(entry);
        if (lineage != null) {
            facets.put("columnLineage", lineage);
        }
        return facets.build();
    }

    /** A job's: documentation and the kind of work it is. */
    Json ofJob(Entry entry) {
        JsonDocument facets =
                new JsonDocument()
                        .put(
                                "jobType",
                                facet("2-0-4", "JobTypeJobFacet")
                                        .put("processingType", "STREAMING")
                                        .put("integration", "TIDEMILL")
                                        .put("jobType", entry.kind().name())
                                        .build());
        if (!entry.description().isEmpty()) {
            facets.put("documentation", documentation("DocumentationJobFacet", entry));
        }
        return facets.build();
    }

    /** How many rows an output has. */
    static Json statistics(long rows) {
        return new JsonDocument()
                .put(
                        "outputStatistics",
                        facet("1-0-2", "OutputStatisticsOutputDatasetFacet")
                                .put("rowCount", rows)
                                .build())
                .build();
    }

    private static JsonDocument facet(String version, String name) {
        return new JsonDocument()
                .put("_producer", PRODUCER)
                .put("_schemaURL", SPEC + version + "/" + name + ".json#/$defs/" + name);
    }

    private static Json schema(Entry entry) {
        List<Json> fields = new ArrayList<>();
        for (EntryColumn column : entry.columns()) {
            JsonDocument field =
                    new JsonDocument().put("name", column.name()).put("type", column.type());
            if (!column.description().isEmpty()) {
                field.put("description", column.description());
            }
            fields.add(field.build());
        }
        return facet("1-2-0", "SchemaDatasetFacet").put("fields", fields).build();
    }

    private static Json documentation(String name, Entry entry) {
        return facet("1-1-0", name).put("description", entry.description()).build();
    }

    private static Json ownership(Entry entry) {
        List<Json> owners =
                entry.owners().stream()
                        .map(
                                owner ->
                                        new JsonDocument()
                                                .put("name", owner)
                                                .put("type", "OWNER")
                                                .build())
                        .toList();
        return facet("1-0-1", "OwnershipDatasetFacet").put("owners", owners).build();
    }

    /**
     * What each column depends on, and under {@code dataset} what all do. How many rows a table has
     * is no field; its table stands among the job's inputs.
     */
    private @Nullable Json columnLineage(Entry entry) {
        JsonDocument fields = new JsonDocument();
        boolean any = false;
        for (EntryColumn column : entry.columns()) {
            List<Json> inputs = inputFields(column.dependencies());
            any |= !inputs.isEmpty();
            fields.put(column.name(), new JsonDocument().put("inputFields", inputs).build());
        }
        List<Json> dataset = inputFields(entry.rows());
        return any || !dataset.isEmpty()
                ? facet("1-2-0", "ColumnLineageDatasetFacet")
                        .put("fields", fields.build())
                        .put("dataset", dataset)
                        .build()
                : null;
    }

    private List<Json> inputFields(Dependencies dependencies) {
        List<Json> fields = new ArrayList<>();
        for (Origin origin : dependencies.origins()) {
            if (origin.column() != null) {
                fields.add(
                        new JsonDocument()
                                .put("namespace", namespace)
                                .put("name", origin.table())
                                .put("field", origin.column())
                                .put("transformations", ways(dependencies.ways(origin)))
                                .build());
            }
        }
        return fields;
    }

    /** Two of ours may have one name there, and are then one. */
    private static List<Json> ways(Set<Transformation> ways) {
        Set<Json> all = new LinkedHashSet<>();
        for (Transformation way : ways) {
            all.add(
                    new JsonDocument()
                            .put("type", way.influence().isDirect() ? "DIRECT" : "INDIRECT")
                            .put("subtype", subtype(way.influence()))
                            .put("description", "")
                            .put("masking", new Json.Bool(way.masking()))
                            .build());
        }
        return List.copyOf(all);
    }

    /** A tie is broken by sorting, and an error filters its row. */
    private static String subtype(Influence influence) {
        return switch (influence) {
            case IDENTITY, TRANSFORMATION, AGGREGATION -> influence.name();
            case FILTER, JOIN, GROUP_BY, SORT, WINDOW, CONDITIONAL -> influence.name();
            case TIE -> "SORT";
            case ERROR, ROWS -> "FILTER";
        };
    }
}
