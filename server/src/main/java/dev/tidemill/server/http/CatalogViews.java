package dev.tidemill.server.http;

import static java.util.Objects.requireNonNull;

import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.catalog.lineage.LineageGraph;
import dev.tidemill.catalog.search.SearchIndex;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was made of the newest catalog that everybody sees whole, since it takes longer than
 * answering from it. Safe for all threads.
 */
final class CatalogViews {
    private volatile @Nullable View newest;

    /** A catalog with what is made of it. */
    record View(ProjectCatalog catalog, SearchIndex index, LineageGraph graph) {
        View {
            requireNonNull(catalog, "catalog");
            requireNonNull(index, "index");
            requireNonNull(graph, "graph");
        }

        static View of(ProjectCatalog catalog) {
            return new View(catalog, new SearchIndex(catalog), new LineageGraph(catalog));
        }
    }

    /** The view of a catalog; the mill gives the same object while its definitions are the same. */
    View of(ProjectCatalog catalog) {
        View known = newest;
        if (known == null || known.catalog() != catalog) {
            known = View.of(catalog);
            newest = known;
        }
        return known;
    }
}
