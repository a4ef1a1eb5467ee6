package dev.tidemill.catalog;

import dev.tidemill.algebra.json.Json;
import dev.tidemill.catalog.search.Field;
import dev.tidemill.catalog.search.Hit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Entries of a catalog as JSON documents: the same from a project's folder and from a server. */
public final class CatalogDocument {
    /**
     * What a running mill knows of a table.
     *
     * @param rows that it has now
     * @param lastTick the tick that changed it last; 0 for none
     * @param changesPerSecond of the last seconds
     * @param reads null when it is not told
     */
    public record Usage(long rows, long lastTick, double changesPerSecond, @Nullable Reads reads) {}

    /**
     * How a table was used since the mill was opened.
     *
     * @param lastChange when it changed last, ISO 8601; null when it has not
     */
    public record Reads(
            @Nullable String lastChange, long queries, long lookups, long subscriptions) {}

    private CatalogDocument() {}

    /**
     * All entries.
     *
     * @param usage by table; what does not run is not in it
     */
    public static Json all(ProjectCatalog catalog, Map<String, Usage> usage) {
        return new JsonDocument()
                .put("project", catalog.project())
                .put(
                        "entries",
                        catalog.entries().stream()
                                .map(entry -> used(entry, usage).build())
                                .toList())
                .build();
    }

    /** What a search found, the best first. */
    public static Json hits(ProjectCatalog catalog, List<Hit> hits, Map<String, Usage> usage) {
        return new JsonDocument()
                .put("project", catalog.project())
                .put("entries", hits.stream().map(hit -> hit(hit, usage)).toList())
                .build();
    }

    private static Json hit(Hit hit, Map<String, Usage> usage) {
        return used(hit.entry(), usage)
                .put("score", new Json.Num(rounded(hit.score())))
                .put("found_in", texts(hit.fields().stream().map(Field::words).toList()))
                .put("found_columns", texts(hit.columns()))
                .build();
    }

    private static java.math.BigDecimal rounded(double score) {
        return java.math.BigDecimal.valueOf(Math.round(score * 100), 2);
    }

    private static JsonDocument used(Entry entry, Map<String, Usage> usage) {
        JsonDocument document = entry(entry);
        Usage of = usage.get(entry.id());
        if (of == null) {
            return document;
        }
        JsonDocument told =
                document.put("rows", of.rows())
                        .put("last_tick", of.lastTick())
                        .put("changes_per_second", new Json.Num(rounded(of.changesPerSecond())));
        Reads reads = of.reads();
        return reads == null ? told : read(told, reads);
    }

    private static JsonDocument read(JsonDocument document, Reads reads) {
        String changed = reads.lastChange();
        JsonDocument told = changed == null ? document : document.put("last_change", changed);
        return told.put("queries", reads.queries())
                .put("lookups", reads.lookups())
                .put("subscriptions", reads.subscriptions());
    }

    private static JsonDocument entry(Entry entry) {
        return new JsonDocument()
                .put("id", entry.id())
                .put("name", entry.name())
                .put("kind", entry.kind().name().toLowerCase(Locale.ROOT))
                .put("file", entry.file())
                .put("description", entry.description())
                .put("owners", texts(entry.owners()))
                .put("tags", texts(entry.tags()))
                .put("columns", entry.columns().stream().map(CatalogDocument::column).toList());
    }

    private static Json column(EntryColumn column) {
        return new JsonDocument()
                .put("name", column.name())
                .put("type", column.type())
                .put("description", column.description())
                .put("classification", column.classification())
                .build();
    }

    private static List<Json> texts(List<String> texts) {
        return texts.stream().<Json>map(Json.Text::new).toList();
    }
}
