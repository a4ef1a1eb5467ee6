package dev.tidemill.node.lineage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.sun.net.httpserver.HttpServer;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lineage that a mill tells to a server, which is busy at first. */
class LineageHttpTest {
    @TempDir private Path project;

    @Test
    void tellsAServerThatWasBusyAtFirst() throws Exception {
        LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
        AtomicInteger requests = new AtomicInteger();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/api/v1/lineage",
                exchange -> {
                    String event = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                    boolean isBusy = requests.getAndIncrement() == 0;
                    if (!isBusy) {
                        told.add(event);
                    }
                    exchange.sendResponseHeaders(isBusy ? 503 : 201, -1);
                    exchange.close();
                });
        server.start();
        Files.writeString(
                project.resolve("tidemill.yaml"),
                "name: told\nlineage:\n  openlineage:\n    url: http://127.0.0.1:%d/api/v1/lineage\n"
                        .formatted(server.getAddress().getPort()));
        try {
            try (Tidemill mill =
                    Tidemill.open(project, TidemillOptions.defaults().withWatching(false))) {
                mill.execute("CREATE TABLE items (id BIGINT PRIMARY KEY, n INTEGER)");
                mill.execute("CREATE LIVE TABLE total AS SELECT sum(n) AS n FROM items");
                await(told, "\"START\"", "\"name\": \"total\"");
            }
            await(told, "\"COMPLETE\"", "\"name\": \"total\"");
        } finally {
            server.stop(0);
        }
    }

    private static void await(LinkedBlockingQueue<String> told, String state, String table)
            throws Exception {
        String event;
        do {
            event = told.poll(30, TimeUnit.SECONDS);
            assertNotNull(event, "no event with " + state);
            assertEquals("object", Json.parse(event).kind());
        } while (!event.contains(state) || !event.contains(table));
    }
}
