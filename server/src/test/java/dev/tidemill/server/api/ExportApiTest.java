package dev.tidemill.server.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.store.ParquetReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /v1/tables/{table}/export} and {@code POST /v1/export}. */
class ExportApiTest {
    private static final int ORDERS = 4_500;
    private static final String ENDLESS_ROWS =
            "SELECT i, i * 2 AS twice FROM range(1000000000000) t(i)";

    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init") // Each test serves with limits of its own.
    private Served served;

    @AfterEach
    void close() {
        served.close();
    }

    private void serve(String limits) throws Exception {
        served = Served.in(folder, limits);
    }

    private void order(int orders) throws Exception {
        long tick = 0;
        for (int from = 0; from < orders; from += 1_500) {
            StringBuilder rows = new StringBuilder();
            for (int id = from; id < Math.min(orders, from + 1_500); id++) {
                rows.append(Served.line(id, "ada", id % 1_000));
            }
            tick = Served.json(served.order(rows.toString())).path("tick").asLong();
        }
        served.await(tick);
    }

    private HttpRequest.Builder exporting(String sql, String format) {
        return served.request("/v1/export?format=" + format)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(sql));
    }

    @Test
    void sendsMoreRowsThanAQueryMayAnswer() throws Exception {
        serve("  export-timeout: 20 s\n");
        order(ORDERS);

        HttpResponse<String> csv = served.get("/v1/tables/orders/export?format=csv");
        HttpResponse<String> ndjson = served.get("/v1/tables/orders/export");

        assertEquals(
                "text/csv; charset=utf-8", csv.headers().firstValue("Content-Type").orElse(""));
        assertEquals(ORDERS + 1, csv.body().lines().count());
        assertEquals("id,customer,amount,note,at", csv.body().lines().findFirst().orElse(""));
        assertEquals(ORDERS, ndjson.body().lines().distinct().count());
        assertEquals(
                "{\"id\":0,\"customer\":\"ada\",\"amount\":0,\"note\":null,"
                        + "\"at\":\"2001-01-01T00:00:00\"}",
                ndjson.body().lines().findFirst().orElse(""));
        assertEquals(
                csv.headers().firstValue("Tidemill-Tick"),
                ndjson.headers().firstValue("Tidemill-Tick"));
        assertEquals(
                "attachment; filename=\"orders.csv\"",
                csv.headers().firstValue("Content-Disposition").orElse(""));
    }

    @Test
    void sendsAWholeParquetFileAndKeepsNothingOfIt() throws Exception {
        serve("  export-timeout: 20 s\n");
        order(ORDERS);

        HttpResponse<byte[]> answer =
                served.client.send(
                        served.request("/v1/tables/orders/export?format=parquet").build(),
                        BodyHandlers.ofByteArray());
        Path file = Files.write(folder.resolve("orders.parquet"), answer.body());
        Batch rows = new ParquetReader().read(file);

        assertEquals(
                Integer.toString(ORDERS), answer.headers().firstValue("Tidemill-Rows").orElse(""));
        assertEquals(List.of("id", "customer", "amount", "note", "at"), rows.schema().names());
        assertEquals(ORDERS, rows.size());
        assertEquals(List.of(), leftOver());
    }

    private List<Path> leftOver() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(".tidemill/data/tmp/exports"))) {
            return files.toList();
        }
    }

    @Test
    void answersAnEarlyErrorWithItsCode() throws Exception {
        serve("  export-timeout: 20 s\n");

        assertEquals("404 TM1003", Served.code(served.get("/v1/tables/nothing/export")));
        assertEquals("400 TM2011", Served.code(served.get("/v1/tables/orders/export?format=xls")));
        assertEquals("403 TM1010", Served.code(served.send(exporting("DROP TABLE orders", "csv"))));
        for (String format : List.of("csv", "ndjson", "parquet")) {
            assertEquals(
                    "400 TM1103",
                    Served.code(served.send(exporting("SELECT 'x'::INTEGER AS i", format))));
            assertEquals(
                    "400 TM2011",
                    Served.code(served.send(exporting("SELECT 1 AS i, 2 AS i", format))));
            assertEquals(
                    "400 TM4022",
                    Served.code(
                            served.get(
                                    "/v1/tables/orders/export?as_of_tick=9999&format=" + format)));
        }
    }

    @Test
    void breaksOffWhenTheQueryFailsAfterItsFirstRows() throws Exception {
        serve("  export-timeout: 20 s\n");
        String failing =
                "SELECT CASE WHEN i = 19000000 THEN 'x' ELSE '1' END::INTEGER AS n"
                        + " FROM range(20000000) t(i)";

        for (String format : List.of("csv", "ndjson")) {
            HttpResponse<InputStream> answer =
                    served.client.send(
                            exporting(failing, format).build(), BodyHandlers.ofInputStream());
            assertEquals(200, answer.statusCode());
            try (InputStream body = answer.body()) {
                assertThrows(IOException.class, body::readAllBytes);
            }
        }
        assertEquals("400 TM1103", Served.code(served.send(exporting(failing, "parquet"))));
        assertEquals(List.of(), leftOver());
        awaitNoQuery();
    }

    @Test
    void stopsWhenItsClientGoes() throws Exception {
        serve("  export-timeout: 1 min\n");
        HttpResponse<InputStream> answer =
                served.client.send(
                        exporting(ENDLESS_ROWS, "csv").build(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            assertArrayEquals(
                    "i,twice\n0,0\n".getBytes(StandardCharsets.US_ASCII), body.readNBytes(12));
            assertEquals(1, running());
        }
        awaitNoQuery();
    }

    @Test
    void isListedAndCancelledAsAQuery() throws Exception {
        serve("  export-timeout: 1 min\n");
        HttpResponse<InputStream> answer =
                served.client.send(
                        exporting(ENDLESS_ROWS, "ndjson").build(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            assertEquals('{', body.read());
            JsonNode query = Served.json(served.get("/v1/queries")).path("queries").path(0);
            assertEquals(ENDLESS_ROWS, query.path("sql").asText());
            assertTrue(query.path("rows").asLong() > 0, query.toString());

            assertEquals(
                    200, served.send(served.cancelling(query.path("id").asLong())).statusCode());

            assertThrows(
                    IOException.class,
                    () -> body.transferTo(java.io.OutputStream.nullOutputStream()));
        }
        awaitNoQuery();
    }

    @Test
    void doesNotWaitForAReaderBeyondItsTime() throws Exception {
        serve("  export-timeout: 1 s\n");
        try (Socket socket = served.socket()) {
            String request =
                    "POST /v1/export HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
                            + "Content-Length: "
                            + ENDLESS_ROWS.length()
                            + "\r\n\r\n"
                            + ENDLESS_ROWS;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            while (running() == 0) {
                Thread.sleep(5);
            }
            awaitNoQuery();
        }
    }

    @Test
    void boundsTheDiskThatFilesTake() throws Exception {
        serve("  export-disk: 1 MiB\n");

        assertEquals(
                "413 TM4008",
                Served.code(
                        served.send(
                                exporting(
                                        "SELECT hash(i) AS h FROM range(2000000) t(i)",
                                        "parquet"))));
        assertEquals(List.of(), leftOver());
    }

    private long running() throws Exception {
        return Served.json(served.get("/v1/queries")).path("running").asLong();
    }

    private void awaitNoQuery() throws Exception {
        long until = System.nanoTime() + 10_000_000_000L;
        while (running() > 0) {
            assertTrue(System.nanoTime() < until, served.get("/v1/queries").body());
            Thread.sleep(10);
        }
    }
}
