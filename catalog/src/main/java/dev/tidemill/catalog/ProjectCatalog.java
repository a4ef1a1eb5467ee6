package dev.tidemill.catalog;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.text.ClosestWord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a project defines. Immutable.
 *
 * @param project the project's name
 * @param entries sources, tables and actions, in the order in which data goes
 */
public record ProjectCatalog(String project, List<Entry> entries) {
    public ProjectCatalog {
        requireNonNull(project, "project");
        entries = List.copyOf(entries);
    }

    public Map<String, Entry> byId() {
        Map<String, Entry> byId = new LinkedHashMap<>();
        entries.forEach(entry -> byId.put(entry.id(), entry));
        return byId;
    }

    /** An entry by its id; throws UNKNOWN_TABLE with the nearest name. */
    public Entry entry(String id) {
        return entries.stream()
                .filter(entry -> entry.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () ->
                                hinted(
                                        ErrorCode.UNKNOWN_TABLE,
                                        "there is no table " + id,
                                        ClosestWord.to(id, byId().keySet())));
    }

    /** A column of an entry; throws UNKNOWN_COLUMN with the nearest name. */
    public EntryColumn column(String id, String column) {
        Entry entry = entry(id);
        return entry.column(column)
                .orElseThrow(
                        () ->
                                hinted(
                                        ErrorCode.UNKNOWN_COLUMN,
                                        id + " has no column " + column,
                                        ClosestWord.to(column, entry.columnNames())));
    }

    private static TidemillException hinted(
            ErrorCode code, String message, Optional<String> nearest) {
        TidemillException unknown = new TidemillException(code, message);
        return nearest.map(name -> unknown.withHint("did you mean " + name + "?")).orElse(unknown);
    }
}
