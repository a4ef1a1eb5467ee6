package dev.tidemill.catalog.search;

import dev.tidemill.catalog.Entry;
import dev.tidemill.catalog.EntryColumn;
import dev.tidemill.catalog.ProjectCatalog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An inverted index over names, descriptions, owners, tags and columns. A word of a search finds
 * the words that begin with it; an entry must have all words of the search. A whole word counts
 * more than a beginning, a rare word more than a common one, a name more than a description.
 * Immutable.
 */
public final class SearchIndex {
    /** The most hits of one search. */
    public static final int HITS_MAX = 100;

    private static final double PREFIX_SHARE = 0.5;
    private static final char AFTER_ALL = '\uffff';

    private final ProjectCatalog catalog;
    private final NavigableMap<String, List<Posting>> postings = new TreeMap<>();

    /**
     * That a word stands in an entry.
     *
     * @param column the column's name; empty for what is no column's
     */
    private record Posting(int entry, Field field, String column) {}

    /** What a search found of an entry so far. */
    private static final class Found {
        private double score;
        private final Set<Field> fields = new TreeSet<>();
        private final Set<String> columns = new TreeSet<>();
    }

    public SearchIndex(ProjectCatalog catalog) {
        this.catalog = catalog;
        for (int i = 0; i < catalog.entries().size(); i++) {
            add(i, catalog.entries().get(i));
        }
    }

    private void add(int at, Entry entry) {
        add(at, Field.NAME, "", entry.name());
        // The name as a whole is a word too.
        post(entry.name(), new Posting(at, Field.NAME, ""));
        add(at, Field.DESCRIPTION, "", entry.description());
        entry.owners().forEach(owner -> add(at, Field.OWNER, "", owner));
        entry.tags().forEach(tag -> add(at, Field.TAG, "", tag));
        for (EntryColumn column : entry.columns()) {
            add(at, Field.COLUMN, column.name(), column.name());
            post(column.name(), new Posting(at, Field.COLUMN, column.name()));
            add(at, Field.COLUMN_DESCRIPTION, column.name(), column.description());
            add(at, Field.CLASSIFICATION, column.name(), column.classification());
        }
    }

    private void add(int at, Field field, String column, String text) {
        Words.of(text).forEach(word -> post(word, new Posting(at, field, column)));
    }

    private void post(String word, Posting posting) {
        postings.computeIfAbsent(word, _ -> new ArrayList<>()).add(posting);
    }

    /** The entries that have all words, the best first, then by name; none for no words. */
    public List<Hit> search(String words) {
        Map<Integer, Found> found = null;
        for (String word : new TreeSet<>(terms(words))) {
            Map<Integer, Found> more = found(word);
            found = found == null ? more : both(found, more);
        }
        List<Hit> hits = new ArrayList<>();
        (found == null ? Map.<Integer, Found>of() : found)
                .forEach(
                        (at, what) ->
                                hits.add(
                                        new Hit(
                                                catalog.entries().get(at),
                                                what.score,
                                                List.copyOf(what.fields),
                                                List.copyOf(what.columns))));
        hits.sort(
                Comparator.comparingDouble(Hit::score)
                        .reversed()
                        .thenComparing(hit -> hit.entry().id()));
        return hits.subList(0, Math.min(hits.size(), HITS_MAX));
    }

    /** A name with underscores that is typed whole is one term. */
    private List<String> terms(String words) {
        List<String> terms = new ArrayList<>();
        for (String typed : words.toLowerCase(java.util.Locale.ROOT).split("\\s+", -1)) {
            if (postings.containsKey(typed)) {
                terms.add(typed);
            } else {
                terms.addAll(Words.of(typed));
            }
        }
        return terms;
    }

    private Map<Integer, Found> found(String term) {
        Map<Integer, Map<Field, Double>> best = new HashMap<>();
        Map<Integer, Found> found = new HashMap<>();
        postings.subMap(term, true, term + AFTER_ALL, true)
                .forEach(
                        (word, standing) -> {
                            double share = word.equals(term) ? 1 : PREFIX_SHARE;
                            for (Posting posting : standing) {
                                best.computeIfAbsent(posting.entry(), _ -> new HashMap<>())
                                        .merge(
                                                posting.field(),
                                                share * posting.field().weight(),
                                                Math::max);
                                Found one =
                                        found.computeIfAbsent(posting.entry(), _ -> new Found());
                                one.fields.add(posting.field());
                                if (!posting.column().isEmpty()) {
                                    one.columns.add(posting.column());
                                }
                            }
                        });
        double rarity = Math.log(1 + (double) catalog.entries().size() / Math.max(1, best.size()));
        found.forEach(
                (at, one) ->
                        one.score =
                                rarity
                                        * best.getOrDefault(at, Map.of()).values().stream()
                                                .mapToDouble(Double::doubleValue)
                                                .sum());
        return found;
    }

    private static Map<Integer, Found> both(Map<Integer, Found> one, Map<Integer, Found> other) {
        Map<Integer, Found> both = new HashMap<>(one);
        both.keySet().retainAll(other.keySet());
        both.forEach(
                (at, found) -> {
                    Found more = other.get(at);
                    if (more != null) {
                        found.score += more.score;
                        found.fields.addAll(more.fields);
                        found.columns.addAll(more.columns);
                    }
                });
        return both;
    }
}
