package dev.tidemill.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers and exports as Arrow streams, over a real connection. */
class HttpArrowTest {
    private static final String ARROW = "application/vnd.apache.arrow.stream";
    private static final int ROWS = 5_000;

    @TempDir @Nullable Path folder;

    /** The rows of each batch in a stream, which must be whole. */
    private static List<Long> batches(byte[] stream) {
        ByteBuffer in = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
        List<Long> rows = new ArrayList<>();
        boolean isSchema = true;
        while (true) {
            assertEquals(-1, in.getInt());
            int length = in.getInt();
            if (length == 0) {
                assertEquals(in.capacity(), in.position());
                return rows;
            }
            int at = in.position();
            int message = at + in.getInt(at);
            long body = in.getLong(field(in, message, 3));
            if (!isSchema) {
                int reference = field(in, message, 2);
                int batch = reference + in.getInt(reference);
                rows.add(in.getLong(field(in, batch, 0)));
            }
            isSchema = false;
            in.position((int) (at + length + body));
        }
    }

    /** Where a field of a table stands. */
    private static int field(ByteBuffer in, int table, int number) {
        int fields = table - in.getInt(table);
        return table + in.getShort(fields + 4 + 2 * number);
    }

    @Test
    void answersAndExportsAsArrow() throws Exception {
        Path project = Objects.requireNonNull(folder);
        Files.writeString(project.resolve("tidemill.yaml"), "name: arrow\n");
        try (TidemillServer server =
                        TidemillServer.start(
                                ServerOptions.loopback(0),
                                _ ->
                                        Tidemill.open(
                                                project,
                                                TidemillOptions.defaults().withWatching(false)));
                HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer =
                    http.send(
                            HttpRequest.newBuilder(URI.create(server.url() + "/v1/sql"))
                                    .header("Accept", ARROW)
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    "SELECT i, 'row ' || i AS name FROM range(%d) t(i)"
                                                            .formatted(ROWS)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            assertEquals(200, answer.statusCode());
            assertEquals(ARROW, answer.headers().firstValue("Content-Type").orElse(""));
            assertEquals(ROWS, batches(answer.body()).stream().mapToLong(Long::longValue).sum());

            var _ = server.mill().execute("CREATE TABLE t (id BIGINT)");
            var _ = server.mill().execute("INSERT INTO t VALUES (1), (2), (3)");
            HttpResponse<byte[]> export =
                    http.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    server.url()
                                                            + "/v1/tables/t/export?format=arrow"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            assertEquals(ARROW, export.headers().firstValue("Content-Type").orElse(""));
            assertEquals(3, batches(export.body()).stream().mapToLong(Long::longValue).sum());
            assertTrue(
                    export.headers()
                            .firstValue("Content-Disposition")
                            .orElse("")
                            .contains("t.arrows"));
        }
    }
}
