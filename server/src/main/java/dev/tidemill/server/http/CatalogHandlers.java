package dev.tidemill.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.catalog.CatalogDocument;
import dev.tidemill.catalog.CatalogDocument.Usage;
import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.catalog.lineage.Direction;
import dev.tidemill.catalog.lineage.LineageDocument;
import dev.tidemill.catalog.lineage.LineageGraph;
import dev.tidemill.catalog.search.SearchIndex;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.status.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /v1/catalog} and {@code /v1/lineage}: what is defined, and what depends on what. */
final class CatalogHandlers {
    private final Tidemill mill;
    private volatile @Nullable Made made;

    /** What is made of a catalog, once for all who ask. */
    private record Made(ProjectCatalog catalog, SearchIndex index, LineageGraph graph) {
        static Made of(ProjectCatalog catalog) {
            return new Made(catalog, new SearchIndex(catalog), new LineageGraph(catalog));
        }

        /** The mill gives the same object while the catalog is the same. */
        boolean isOf(ProjectCatalog other) {
            return catalog == other;
        }
    }

    CatalogHandlers(Tidemill mill) {
        this.mill = mill;
    }

    /** All entries, or those that have the words of {@code q}. */
    void catalog(ServerRequest request, ServerResponse response) {
        Made current = current();
        ProjectCatalog catalog = current.catalog();
        Map<String, Usage> usage = usage(mill.status());
        Optional<String> words = request.query().first("q").asOptional();
        String document =
                words.map(w -> CatalogDocument.hits(catalog, current.index().search(w), usage))
                        .orElseGet(() -> CatalogDocument.all(catalog, usage))
                        .text();
        Json.send(response, document.getBytes(UTF_8));
    }

    /** The whole graph, or what is reached from {@code of}, up or down. */
    void lineage(ServerRequest request, ServerResponse response) {
        LineageGraph graph = current().graph();
        Optional<String> of = request.query().first("of").asOptional();
        String document =
                of.map(name -> LineageDocument.from(graph, name, direction(request)))
                        .orElseGet(() -> LineageDocument.whole(graph))
                        .text();
        Json.send(response, document.getBytes(UTF_8));
    }

    private Made current() {
        ProjectCatalog catalog = mill.catalog();
        Made known = made;
        if (known == null || !known.isOf(catalog)) {
            known = Made.of(catalog);
            made = known;
        }
        return known;
    }

    private static Direction direction(ServerRequest request) {
        String direction = request.query().first("direction").orElse("up");
        return switch (direction) {
            case "up" -> Direction.UP;
            case "down" -> Direction.DOWN;
            default ->
                    throw new TidemillException(
                                    ErrorCode.INVALID_REQUEST, direction + " is no direction")
                            .withHint("direction is up or down");
        };
    }

    private static Map<String, Usage> usage(Status status) {
        Map<String, Usage> usage = new HashMap<>();
        for (Status.TableStatus table : status.tables()) {
            usage.put(
                    table.name(), new Usage(table.rows(), table.version(), table.rowsPerSecond()));
        }
        return usage;
    }
}
