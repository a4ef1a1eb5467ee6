package dev.tidemill.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import java.lang.reflect.Field;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server says of a mill that has failed. */
class HttpHealthTest {
    @TempDir @Nullable Path folder;

    private static HttpResponse<String> send(HttpClient http, String url, @Nullable String body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (body != null) {
            request.header("Content-Type", "application/x-ndjson")
                    .POST(HttpRequest.BodyPublishers.ofString(body, UTF_8));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void saysWhyItDoesNotServeAndStillReads() throws Exception {
        Path project = java.util.Objects.requireNonNull(folder);
        Files.writeString(project.resolve("tidemill.yaml"), "name: health\n");
        try (TidemillServer server =
                        TidemillServer.start(
                                ServerOptions.loopback(0),
                                url ->
                                        Tidemill.open(
                                                project,
                                                TidemillOptions.defaults().withWatching(false)));
                HttpClient http = HttpClient.newHttpClient()) {
            String url = server.url();
            server.mill().execute("CREATE TABLE t (id BIGINT)");
            String rows = url + "/v1/tables/t/rows";
            assertEquals(200, send(http, rows, "{\"id\":1}\n").statusCode());
            assertEquals(200, send(http, url + "/health/ready", null).statusCode());
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("engine"))
                    .forEach(Thread::interrupt);
            while (server.mill().failure().isEmpty()) {
                Thread.sleep(5);
            }
            HttpResponse<String> ready = send(http, url + "/health/ready", null);
            assertEquals(503, ready.statusCode());
            assertTrue(ready.body().contains("\"failed\"") && ready.body().contains("TM4013"));
            HttpResponse<String> refused = send(http, rows, "{\"id\":2}\n");
            assertEquals(503, refused.statusCode(), refused.body());
            assertTrue(refused.body().contains("TM4013"), refused.body());
            assertTrue(
                    send(http, url + "/v1/status", null).body().contains("\"state\":\"failed\""));
            assertEquals(200, send(http, url + "/v1/tables/t", null).statusCode());
        }
    }

    /**
     * The database underneath is closed; a query is told to ask again, and the next is answered.
     */
    @Test
    void tellsOfAQueryEngineThatBroke() throws Exception {
        Path project = java.util.Objects.requireNonNull(folder);
        Files.writeString(project.resolve("tidemill.yaml"), "name: health\n");
        try (TidemillServer server =
                        TidemillServer.start(
                                ServerOptions.loopback(0),
                                url ->
                                        Tidemill.open(
                                                project,
                                                TidemillOptions.defaults().withWatching(false)));
                HttpClient http = HttpClient.newHttpClient()) {
            String url = server.url();
            server.mill().execute("CREATE TABLE t (id BIGINT)");
            assertEquals(200, send(http, url + "/v1/sql", "SELECT count(*) FROM t").statusCode());
            Object keeper = field(field(server.mill(), "store"), "engine");
            ((AutoCloseable) field(field(keeper, "engine"), "duck")).close();
            HttpResponse<String> lost = send(http, url + "/v1/sql", "SELECT count(*) FROM t");
            assertEquals(503, lost.statusCode(), lost.body());
            assertTrue(lost.body().contains("TM4015"), lost.body());
            assertEquals("1", lost.headers().firstValue("Retry-After").orElse(""));
            assertEquals(200, send(http, url + "/v1/sql", "SELECT count(*) FROM t").statusCode());
            assertEquals(200, send(http, url + "/health/ready", null).statusCode());
            String status = send(http, url + "/v1/status", null).body();
            assertTrue(
                    status.contains("\"query_engine\":{\"state\":\"ok\",\"reopened\":1"), status);
        }
    }

    private static Object field(Object owner, String name) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return java.util.Objects.requireNonNull(field.get(owner));
    }
}
