package dev.tidemill.server.api;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of rows, good and bad: what is answered, and what the tables hold then. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IngestApiTest {
    private Served served;
    private long before;
    private long quarantinedBefore;

    @BeforeAll
    void serve(@TempDir Path folder) throws IOException {
        served = Served.in(folder);
    }

    @AfterAll
    void close() {
        served.close();
    }

    @BeforeEach
    void count() throws Exception {
        before = orders();
        quarantinedBefore = quarantined();
    }

    private long orders() throws Exception {
        return served.count("SELECT count(*) FROM orders");
    }

    private long quarantined() throws Exception {
        return Served.json(served.get("/v1/quarantine?limit=0")).path("total").asLong();
    }

    /** How the answer counts, and that the tables hold just that once it is there. */
    private JsonNode assertTaken(HttpResponse<String> answer, long accepted, long quarantined)
            throws Exception {
        assertEquals(200, answer.statusCode(), answer.body());
        JsonNode taken = Served.json(answer);
        assertEquals(accepted, taken.path("accepted").asLong(), answer.body());
        assertEquals(quarantined, taken.path("quarantined").asLong(), answer.body());
        served.await(taken.path("tick").asLong());
        JsonNode sum =
                Served.json(
                        served.sql("SELECT coalesce(sum(n), 0) FROM spent", "application/json"));
        assertEquals(before + accepted, sum.path("rows").path(0).path(0).asLong());
        assertEquals(before + accepted, orders());
        assertEquals(quarantinedBefore + quarantined, quarantined());
        return taken;
    }

    private void assertRefused(String code, HttpResponse<String> answer) throws Exception {
        assertEquals(code, Served.code(answer));
        JsonNode error = Served.json(answer).path("error");
        assertTrue(error.path("message").asText().length() > 5, answer.body());
        assertEquals(before, orders());
        assertEquals(quarantinedBefore, quarantined());
    }

    @Test
    void takesNdjson() throws Exception {
        JsonNode taken =
                assertTaken(
                        served.order(Served.line(1, "ada", 10) + Served.line(2, "bob", 20)), 2, 0);
        assertTrue(taken.path("tick").asLong() > 0);
        assertFalse(taken.path("duplicate").asBoolean());
    }

    @Test
    void takesAnyLineEnd() throws Exception {
        assertTaken(
                served.order(
                        "\r\n{\"id\":3,\"customer\":\"ada\",\"at\":\"2001-01-01T00:00:00\"}\r\n\r\n{\"id\":4,\"customer\":\"bob\",\"at\":\"2001-01-01T00:00:00\"}"),
                2,
                0);
    }

    @Test
    void takesCsvByItsHeader() throws Exception {
        String csv =
                """
                customer,note,id,amount,at
                ada,"a ""b"",
                c",7,1,2001-01-01 00:00:00
                bob,,8,,2001-01-01 00:00:00
                """;
        assertTaken(served.post("orders", "text/csv", csv.getBytes(UTF_8)), 2, 0);
        assertEquals(
                1,
                served.count(
                        "SELECT count(*) FROM orders WHERE id = 7 AND note = 'a \"b\",' || chr(10)"
                                + " || 'c'"));
        assertEquals(
                1, served.count("SELECT count(*) FROM orders WHERE id = 8 AND amount IS NULL"));
    }

    @ParameterizedTest
    @ValueSource(strings = {Served.NDJSON, "text/csv"})
    void takesGzip(String type) throws Exception {
        String rows =
                type.equals("text/csv")
                        ? "id,customer,at\n10,ada,2001-01-01T00:00:00\n11,bob,2001-01-01T00:00:00\n"
                        : Served.line(10, "ada", 1) + Served.line(11, "bob", 1);
        byte[] body = Served.gzip(rows.getBytes(UTF_8));
        assertTaken(served.post("orders", type, body, "Content-Encoding", "gzip"), 2, 0);
    }

    @Test
    void refusesGzipThatIsNone() throws Exception {
        byte[] body = Served.line(1, "ada", 1).getBytes(UTF_8);
        assertRefused(
                "400 TM2007",
                served.post("orders", Served.NDJSON, body, "Content-Encoding", "gzip"));
    }

    @Test
    void refusesGzipThatIsCut() throws Exception {
        byte[] whole = Served.gzip(Served.line(1, "ada", 1).repeat(50).getBytes(UTF_8));
        for (int length :
                new int[] {1, 9, 12, whole.length / 2, whole.length - 8, whole.length - 1}) {
            assertRefused(
                    "400 TM2007",
                    served.post(
                            "orders",
                            Served.NDJSON,
                            Arrays.copyOf(whole, length),
                            "Content-Encoding",
                            "gzip"));
        }
    }

    @Test
    void refusesGzipWithDamage() throws Exception {
        byte[] damaged = Served.gzip(Served.line(1, "ada", 1).repeat(50).getBytes(UTF_8));
        damaged[damaged.length - 6] ^= 1;
        assertRefused(
                "400 TM2007",
                served.post("orders", Served.NDJSON, damaged, "Content-Encoding", "gzip"));
    }

    @ParameterizedTest
    @CsvSource({
        "application/xml, identity, 415 TM2008",
        "application/x-ndjson, br, 415 TM2008",
        "application/x-ndjson; charset=utf-16, identity, 400 TM2004",
        "text/csv; charset=iso-8859-1, identity, 400 TM2004"
    })
    void refusesWhatItCannotRead(String type, String encoding, String code) throws Exception {
        byte[] body = Served.line(1, "ada", 1).getBytes(UTF_8);
        assertRefused(code, served.post("orders", type, body, "Content-Encoding", encoding));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\":1,\"customer\":\"ada\",\"at\":\"2001-01-01T00:00:00\",\"colour\":\"red\"}",
                "{\"id\":1,\"customer\":\"ada\",\"at\":\"2001-01-01T00:00:00\"",
                "{\"id\":1,\"customer\":\"ad",
                "{\"id\":1,\"id\":2,\"customer\":\"ada\",\"at\":\"2001-01-01T00:00:00\"}",
                "{\"id\":1.5,\"customer\":\"ada\",\"at\":\"2001-01-01T00:00:00\"}",
                "{\"id\":99999999999999999999,\"customer\":\"ada\",\"at\":\"2001-01-01T00:00:00\"}",
                "{\"id\":\"x\",\"customer\":\"ada\",\"at\":\"2001-01-01T00:00:00\"}",
                "{\"id\":null,\"customer\":\"ada\",\"at\":\"2001-01-01T00:00:00\"}",
                "{\"customer\":\"ada\",\"at\":\"2001-01-01T00:00:00\"}",
                "{\"id\":1,\"customer\":\"ADA\",\"at\":\"2001-01-01T00:00:00\"}",
                "{\"id\":1,\"customer\":\"ada\",\"at\":\"2001-01-01T00:00:00\",\"amount\":1001}",
                "{\"id\":1,\"customer\":\"ada\",\"at\":\"2001-01-01T00:00:00\",\"amount\":-1}",
                "{\"id\":1,\"customer\":\"ada\",\"at\":\"2001-01-01T00:00:00\",\"note\":\"\\ud800\"}",
                "{\"id\":1,\"customer\":\"ada\",\"at\":\"2001-01-01T00:00:00\",\"note\":\"\\u0000\"}",
                "{\"id\":1,\"customer\":\"ada\",\"at\":\"2001-01-01T00:00:00\"} {\"id\":2,\"customer\":\"ada\",\"at\":\"2001-01-01T00:00:00\"}",
                "[1,\"ada\"]",
                "null",
                "nonsense"
            })
    void putsABadRowAsideAndTakesTheOthers(String bad) throws Exception {
        String body = Served.line(1, "ada", 1) + bad + "\n" + Served.line(2, "bob", 2);
        JsonNode taken = assertTaken(served.order(body), 2, 1);
        JsonNode problem = taken.path("problems").path(0);
        assertEquals(2, problem.path("row").asLong(), taken.toString());
        assertTrue(problem.path("rule").asText().length() > 2, taken.toString());
        assertTrue(problem.path("reason").asText().length() > 5, taken.toString());
        JsonNode kept = newestQuarantined();
        assertEquals(bad, kept.path("raw").asText(), kept.toString());
        assertEquals(problem.path("reason").asText(), kept.path("reason").asText());
    }

    private JsonNode newestQuarantined() throws Exception {
        JsonNode rows = Served.json(served.get("/v1/quarantine?limit=10000")).path("rows");
        JsonNode newest = rows.path(0);
        for (JsonNode row : rows) {
            newest = row.path("id").asLong() > newest.path("id").asLong() ? row : newest;
        }
        return newest;
    }

    @Test
    void putsBytesThatAreNoUtf8Aside() throws Exception {
        byte[] body = (Served.line(1, "ada", 1) + Served.line(2, "bob", 2)).getBytes(UTF_8);
        body[body.length - 18] = (byte) 0xff;
        assertTaken(served.post("orders", Served.NDJSON, body), 1, 1);
    }

    @Test
    void putsUtf16Aside() throws Exception {
        HttpResponse<String> answer =
                served.post("orders", Served.NDJSON, Served.line(1, "ada", 1).getBytes(UTF_16));
        long aside = Served.json(answer).path("quarantined").asLong();
        assertTrue(aside > 0, answer.body());
        assertTaken(answer, 0, aside);
    }

    @Test
    void putsDeepNestingAside() throws Exception {
        String deep = "[".repeat(20_000) + "]".repeat(20_000);
        assertTaken(
                served.order(
                        "{\"id\":1,\"customer\":\"ada\",\"at\":\"2001-01-01T00:00:00\",\"note\":"
                                + deep
                                + "}\n"),
                0,
                1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\n\n\r\n"})
    void takesNoRows(String body) throws Exception {
        assertTaken(served.order(body), 0, 0);
    }

    @Test
    void refusesATableThatIsNotThereOrLives() throws Exception {
        byte[] body = Served.line(1, "ada", 1).getBytes(UTF_8);
        assertRefused("404 TM1003", served.post("nothing", Served.NDJSON, body));
        assertRefused("403 TM2010", served.post("spent", Served.NDJSON, body));
    }

    @Test
    void putsALineOfAHundredMegabytesAside() throws Exception {
        byte[] filler = new byte[1 << 20];
        Arrays.fill(filler, (byte) 'x');
        Iterable<byte[]> parts =
                () ->
                        new java.util.Iterator<>() {
                            private int at;

                            @Override
                            public boolean hasNext() {
                                return at < 102;
                            }

                            @Override
                            public byte[] next() {
                                at++;
                                return switch (at) {
                                    case 1 ->
                                            (Served.line(1, "ada", 1)
                                                            + "{\"id\":2,\"customer\":\"bob\",\"at\":\"2001-01-01T00:00:00\",\"note\":\"")
                                                    .getBytes(UTF_8);
                                    case 102 ->
                                            ("\"}\n" + Served.line(3, "eve", 3)).getBytes(UTF_8);
                                    default -> filler;
                                };
                            }
                        };
        HttpResponse<String> answer =
                served.send(
                        served.posting(
                                "orders", Served.NDJSON, BodyPublishers.ofByteArrays(parts)));
        assertTaken(answer, 2, 1);
    }

    @Test
    void takesALargeBodyChunkByChunk() throws Exception {
        int rows = 40_000;
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            body.append(Served.line(i, "large", 1));
        }
        assertTrue(body.length() > 4 * Served.ATOMIC_BYTES_MAX);
        assertTaken(served.order(body.toString()), rows, 0);
        assertEquals(
                rows,
                served.count("SELECT count(DISTINCT id) FROM orders WHERE customer = 'large'"));
    }

    /** A body that breaks off is taken as a whole or not at all, up to the atomic size. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesNothingOfABodyThatBreaksOff(boolean chunked) throws Exception {
        String rows = Served.line(1, "ada", 1).repeat(100);
        try (Socket socket = served.socket()) {
            OutputStream out = socket.getOutputStream();
            out.write(head(chunked ? -1 : rows.length() + 1000));
            out.write(
                    (chunked ? Integer.toHexString(rows.length()) + "\r\n" + rows + "\r\n" : rows)
                            .getBytes(UTF_8));
            out.flush();
        }
        settle();
        assertEquals(before, orders());
        assertEquals(quarantinedBefore, quarantined());
    }

    /** Beyond the atomic size whole chunks stay, and no part of one. */
    @Test
    void takesOnlyWholeChunksOfALargeBodyThatBreaksOff() throws Exception {
        String line = Served.line(1, "ada", 1);
        int rows = 7 * Served.ATOMIC_BYTES_MAX / 2 / line.length();
        try (Socket socket = served.socket()) {
            OutputStream out = socket.getOutputStream();
            out.write(head(10 * Served.ATOMIC_BYTES_MAX));
            out.write(line.repeat(rows).getBytes(UTF_8));
            out.flush();
            settle();
        }
        settle();
        long taken = orders() - before;
        long perChunk = Served.ATOMIC_BYTES_MAX / line.length();
        assertTrue(taken >= perChunk && taken < rows, taken + " of " + rows + " rows");
        assertEquals(0, quarantined() - quarantinedBefore);
    }

    @Test
    void takesABodyThatComesSlowly() throws Exception {
        String rows = Served.line(1, "ada", 1) + Served.line(2, "bob", 1);
        try (Socket socket = served.socket()) {
            OutputStream out = socket.getOutputStream();
            out.write(head(rows.length()));
            for (byte b : rows.getBytes(UTF_8)) {
                out.write(b);
                out.flush();
                Thread.sleep(2);
            }
            String answer = firstLine(socket.getInputStream());
            assertEquals("HTTP/1.1 200 OK", answer);
        }
        settle();
        assertEquals(before + 2, orders());
    }

    @Test
    void answersRawGarbageAndServesOn() throws Exception {
        for (String garbage :
                new String[] {
                    "\r\n\r\n",
                    "GET\r\n\r\n",
                    "POST /v1/tables/orders/rows HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
                    "POST /v1/tables/orders/rows HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
                    "POST /v1/tables/orders/rows HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding:"
                            + " chunked\r\n\r\nZZ\r\n",
                    "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "GET /v1/status HTTP/1.1\r\nHost: localhost\r\nX: "
                            + "a".repeat(100_000)
                            + "\r\n\r\n",
                    "\u0000\u0001\u0002\u0016\u0003"
                }) {
            try (Socket socket = served.socket()) {
                socket.getOutputStream().write(garbage.getBytes(UTF_8));
                socket.shutdownOutput();
                String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
                assertFalse(answer.startsWith("HTTP/1.1 2"), answer);
                assertFalse(answer.startsWith("HTTP/1.1 5"), answer);
            } catch (IOException e) {
                // Closing on garbage is an answer as well.
            }
        }
        assertEquals(before, orders());
        assertEquals(200, served.get("/health/live").statusCode());
    }

    private static byte[] head(int length) {
        return ("POST /v1/tables/orders/rows HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                        + Served.NDJSON
                        + (length < 0
                                ? "\r\nTransfer-Encoding: chunked\r\n\r\n"
                                : "\r\nContent-Length: " + length + "\r\n\r\n"))
                .getBytes(UTF_8);
    }

    private static String firstLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int c;
        while ((c = in.read()) >= 0 && c != '\r') {
            line.append((char) c);
        }
        return line.toString();
    }

    /** Time for a server that took what it should not have to show it. */
    private static void settle() throws InterruptedException {
        Thread.sleep(300);
    }
}
