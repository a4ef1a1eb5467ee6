package dev.tidemill.catalog.search;

import static java.util.Objects.requireNonNull;

import dev.tidemill.catalog.Entry;
import java.util.List;

/**
 * An entry that has all words of a search.
 *
 * @param score greater for a better one; comparable within one search only
 * @param fields where the words stand
 * @param columns those with a word in their name or description
 */
public record Hit(Entry entry, double score, List<Field> fields, List<String> columns) {
    public Hit {
        requireNonNull(entry, "entry");
        fields = List.copyOf(fields);
        columns = List.copyOf(columns);
    }
}
