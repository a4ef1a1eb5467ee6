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
import dev.tidemill.node.Session;
import dev.tidemill.node.status.Status;
import dev.tidemill.node.trace.TableUse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /v1/catalog} and {@code /v1/lineage}: what is defined, and what depends on what. */
final class CatalogHandlers {
    private final Session mill;
    private final CatalogViews views;

    /**
     * @param views what all such requests share
     */
    CatalogHandlers(Session mill, CatalogViews views) {
        this.mill = mill;
        this.views = views;
    }

    /** All entries, or those that have the words of {@code q}. */
    void catalog(ServerRequest request, ServerResponse response) {
        CatalogViews.View current = current();
        ProjectCatalog catalog = current.catalog();
        Map<String, Usage> usage = usage(mill.status(), mill.uses());
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

    private CatalogViews.View current() {
        ProjectCatalog catalog = mill.catalog();
        return mill.sight().isRestricted() ? CatalogViews.View.of(catalog) : views.of(catalog);
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

    private static Map<String, Usage> usage(Status status, Map<String, TableUse> uses) {
        Map<String, Usage> usage = new HashMap<>();
        for (Status.TableStatus table : status.tables()) {
            usage.put(
                    table.name(),
                    new Usage(
                            table.rows(),
                            table.version(),
                            table.rowsPerSecond(),
                            reads(uses.get(table.name()))));
        }
        return usage;
    }

    private static CatalogDocument.@Nullable Reads reads(@Nullable TableUse use) {
        if (use == null) {
            return null;
        }
        Instant changed = use.lastChange();
        return new CatalogDocument.Reads(
                changed == null ? null : changed.toString(),
                use.queries(),
                use.lookups(),
                use.subscriptions());
    }
}
