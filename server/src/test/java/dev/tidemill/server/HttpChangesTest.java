package dev.tidemill.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table's changes over a real connection. */
class HttpChangesTest {
    @TempDir @Nullable Path folder;

    @Test
    void tellsAFollowerThatItsTableIsGone() throws Exception {
        Path project = java.util.Objects.requireNonNull(folder);
        Files.writeString(project.resolve("tidemill.yaml"), "name: changes\n");
        try (TidemillServer server =
                        TidemillServer.start(
                                ServerOptions.loopback(0),
                                url ->
                                        Tidemill.open(
                                                project,
                                                TidemillOptions.defaults().withWatching(false)));
                HttpClient http = HttpClient.newHttpClient()) {
            Tidemill mill = server.mill();
            mill.execute("CREATE TABLE t (id BIGINT)");
            mill.execute("CREATE LIVE TABLE v AS SELECT id FROM t");
            HttpRequest follow =
                    HttpRequest.newBuilder(URI.create(server.url() + "/v1/tables/v/changes"))
                            .timeout(Duration.ofSeconds(30))
                            .build();
            try (Stream<String> lines =
                    http.send(follow, HttpResponse.BodyHandlers.ofLines()).body()) {
                Iterator<String> events =
                        lines.filter(l -> l.startsWith("event:") || l.startsWith("data:"))
                                .iterator();
                assertEquals("event: snapshot", events.next());
                events.next();
                mill.execute("INSERT INTO t VALUES (7)");
                assertEquals("event: changes", events.next());
                assertTrue(events.next().contains("7"));
                mill.execute("DROP LIVE TABLE v");
                assertEquals("event: gone", events.next());
                assertTrue(events.next().contains("TM1003"));
                assertTrue(!events.hasNext(), "the stream ends");
            }
        }
    }
}
