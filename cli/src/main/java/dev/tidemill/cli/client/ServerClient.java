package dev.tidemill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.connectors.format.RowFormat;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One running server. Every refusal becomes a {@link TidemillException} with the server's own code.
 *
 * <p>Owned by one command; calls may come from any thread.
 */
public final class ServerClient implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final int STATUS_NOT_AN_ERROR_MAX = 299;
    private static final int ERROR_BYTES_MAX = 1 << 20;

    private final ServerAddress address;
    private final HttpClient http;

    public ServerClient(ServerAddress address) {
        this.address = address;
        HttpClient.Builder client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIMEOUT);
        if (address.authority() != null) {
            client.sslContext(TrustedAuthority.of(address.authority()));
        }
        this.http = client.build();
    }

    public ServerAddress address() {
        return address;
    }

    public JsonNode get(String path) {
        return json(send(request(path, "application/json").GET()));
    }

    public JsonNode delete(String path) {
        return json(send(request(path, "application/json").DELETE()));
    }

    /**
     * Posts JSON and reads JSON back.
     *
     * @param body null for an empty one
     */
    public JsonNode post(String path, @Nullable JsonNode body) {
        BodyPublisher publisher =
                body == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8);
        return json(
                send(
                        request(path, "application/json")
                                .header("Content-Type", "application/json")
                                .POST(publisher)));
    }

    /** All of an answer that is a file. */
    public byte[] bytes(String path) {
        try (InputStream answer = send(request(path, "*/*").GET())) {
            return answer.readAllBytes();
        } catch (IOException e) {
            throw new ServerUnreachable(address, e);
        }
    }

    /** Posts a file and reads JSON back. */
    public JsonNode postBytes(String path, byte[] file) {
        return json(
                send(
                        request(path, "application/json")
                                .header("Content-Type", "application/octet-stream")
                                .POST(BodyPublishers.ofByteArray(file))));
    }

    /**
     * Posts rows to a table; returns when the server has them on disk.
     *
     * @param ndjson one JSON object a line
     * @param idempotencyKey the server takes rows with the same key once
     */
    public JsonNode postRows(String table, byte[] ndjson, String idempotencyKey) {
        return postRows(table, RowFormat.NDJSON, ndjson, idempotencyKey);
    }

    /**
     * Posts rows to a table; returns when the server has them on disk.
     *
     * @param idempotencyKey the server takes rows with the same key once
     */
    public JsonNode postRows(String table, RowFormat format, byte[] rows, String idempotencyKey) {
        String type = format == RowFormat.CSV ? "text/csv" : "application/x-ndjson";
        return json(
                send(
                        request("/v1/tables/" + encoded(table) + "/rows", "application/json")
                                .header("Content-Type", type)
                                .header("Idempotency-Key", idempotencyKey)
                                .POST(BodyPublishers.ofByteArray(rows))));
    }

    /** All rows of a table, as a stream; the query says the format and the tick. */
    public RowDownload exportTable(String table, String query) {
        return download(request("/v1/tables/" + encoded(table) + "/export?" + query, "*/*").GET());
    }

    /** All rows of a SELECT, as a stream; the query says the format and the tick. */
    public RowDownload exportQuery(String sql, String query) {
        return download(
                request("/v1/export?" + query, "*/*")
                        .header("Content-Type", "text/plain; charset=utf-8")
                        .POST(BodyPublishers.ofString(sql, StandardCharsets.UTF_8)));
    }

    /** Rows that come of a JSON body, as a stream. */
    public RowDownload download(String path, JsonNode body) {
        return download(
                request(path, "*/*")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8)));
    }

    private RowDownload download(HttpRequest.Builder request) {
        HttpResponse<InputStream> answer = respond(request);
        return new RowDownload(
                answer.body(),
                answer.headers().firstValueAsLong("Tidemill-Tick").orElse(0),
                answer.headers().firstValueAsLong("Tidemill-Rows"));
    }

    /** Runs one SQL statement; the caller closes the answer, which comes in the accepted form. */
    public InputStream query(String sql, String accept) {
        return send(
                request("/v1/sql", accept)
                        .header("Content-Type", "text/plain; charset=utf-8")
                        .POST(BodyPublishers.ofString(sql, StandardCharsets.UTF_8)));
    }

    public JsonNode queryJson(String sql) {
        return json(query(sql, "application/json"));
    }

    /**
     * Opens a stream of server-sent events; the caller closes it.
     *
     * @param lastEventId where to go on after; null for the beginning
     */
    public EventStream events(String path, @Nullable String lastEventId) {
        HttpRequest.Builder request = request(path, "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return new EventStream(send(request.GET()));
    }

    /** One segment of a path or one value of a query, percent-encoded. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path, String accept) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(path)).header("Accept", accept);
        if (address.authorization() != null) {
            request.header("Authorization", address.authorization());
        }
        return request;
    }

    private InputStream send(HttpRequest.Builder request) {
        return respond(request).body();
    }

    private HttpResponse<InputStream> respond(HttpRequest.Builder request) {
        HttpResponse<InputStream> response;
        try {
            response = http.send(request.build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new ServerUnreachable(address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TidemillException(ErrorCode.QUERY_CANCELLED, "interrupted", e);
        }
        if (response.statusCode() > STATUS_NOT_AN_ERROR_MAX) {
            throw refusal(response);
        }
        return response;
    }

    private static TidemillException refusal(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            String text = new String(body.readNBytes(ERROR_BYTES_MAX), StandardCharsets.UTF_8);
            return Refusal.of(response.statusCode(), text);
        } catch (IOException e) {
            return Refusal.of(response.statusCode(), "");
        }
    }

    private JsonNode json(InputStream answer) {
        try (answer) {
            return JsonOutput.parse(new String(answer.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ServerUnreachable(address, e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
