package dev.tidemill.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import dev.tidemill.server.http.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/**
 * A small shop's project on a free port, and a client. {@code orders} is an event table, {@code
 * customers} a keyed one, {@code spent} a live table over the orders. One thread.
 */
final class Served implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String NDJSON = "application/x-ndjson";

    /** The field that every order needs, after another one. */
    static final String AT = ",\"at\":\"2001-01-01T00:00:00\"";

    static final int ATOMIC_BYTES_MAX = 1 << 18;

    static final String ENDLESS =
            "SELECT count(*) FROM range(1000000000) a(i), range(1000000000) b(j) WHERE i < j";

    /** Bounds that a test can meet. */
    private static final String SETTINGS =
            """
            name: shop
            limits:
              row-bytes: 64 KiB
              batch-bytes: 256 KiB
              queued-rows: 2000
              query-timeout: 2 s
              query-rows: 1000
            """;

    private static final String ORDERS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: shop.orders
            name: orders
            version: 1.0.0
            status: active
            schema:
              - name: orders
                logicalType: object
                physicalType: table
                customProperties:
                  - property: tableKind
                    value: event
                  - property: eventTime
                    value: at
                properties:
                  - name: id
                    logicalType: integer
                    physicalType: BIGINT
                    required: true
                  - name: customer
                    logicalType: string
                    physicalType: TEXT
                    required: true
                    customProperties:
                      - {property: subject, value: customer}
                    logicalTypeOptions:
                      pattern: '^[a-z]+$'
                  - name: amount
                    logicalType: integer
                    physicalType: INTEGER
                    logicalTypeOptions:
                      minimum: 0
                      maximum: 1000
                  - name: note
                    logicalType: string
                    physicalType: TEXT
                  - name: at
                    logicalType: timestamp
                    physicalType: TIMESTAMP
                    required: true
                    logicalTypeOptions:
                      timezone: false
            """;
    private static final String CUSTOMERS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: shop.customers
            name: customers
            version: 1.0.0
            status: active
            schema:
              - name: customers
                logicalType: object
                physicalType: table
                customProperties:
                  - property: tableKind
                    value: keyed
                properties:
                  - name: country
                    logicalType: string
                    physicalType: TEXT
                    required: true
                    primaryKey: true
                    primaryKeyPosition: 1
                  - name: number
                    logicalType: integer
                    physicalType: INTEGER
                    required: true
                    primaryKey: true
                    primaryKeyPosition: 2
                  - name: name
                    logicalType: string
                    physicalType: TEXT
            """;
    private static final String SPENT =
            "SELECT customer, count(*) AS n, sum(amount) AS amount FROM orders GROUP BY customer\n";

    final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final Path project;
    private final ServerOptions options;
    private final UnaryOperator<TidemillOptions> opening;
    private TidemillServer server;

    private Served(Path project, ServerOptions options, UnaryOperator<TidemillOptions> opening) {
        this.project = project;
        this.options = options;
        this.opening = opening;
        this.server = start();
    }

    /** Serves the shop from a folder, empty or with the shop's data in it. */
    static Served in(Path folder) throws IOException {
        return in(folder, options(null), UnaryOperator.identity());
    }

    /**
     * Serves the shop with other limits.
     *
     * @param limits lines under {@code limits:}, each two spaces in; they replace equal ones
     */
    static Served in(Path folder, String limits) throws IOException {
        StringBuilder settings = new StringBuilder();
        for (String line : SETTINGS.split("\n", -1)) {
            String key = line.substring(0, line.indexOf(':') + 1);
            if (key.isBlank() || !("\n" + limits).contains("\n" + key)) {
                settings.append(line).append('\n');
            }
        }
        return in(folder, settings + limits, options(null), UnaryOperator.identity());
    }

    static Served in(Path folder, ServerOptions options, UnaryOperator<TidemillOptions> opening)
            throws IOException {
        return in(folder, SETTINGS, options, opening);
    }

    private static Served in(
            Path folder,
            String settings,
            ServerOptions options,
            UnaryOperator<TidemillOptions> opening)
            throws IOException {
        Files.createDirectories(folder.resolve("contracts"));
        Files.createDirectories(folder.resolve("tables"));
        Files.writeString(folder.resolve("tidemill.yaml"), settings);
        Files.writeString(folder.resolve("contracts/orders.yaml"), ORDERS);
        Files.writeString(folder.resolve("contracts/customers.yaml"), CUSTOMERS);
        Files.writeString(folder.resolve("tables/spent.sql"), SPENT);
        return new Served(folder, options, opening);
    }

    static ServerOptions options(@org.jspecify.annotations.Nullable String token) {
        return new ServerOptions("127.0.0.1", 0, token);
    }

    private TidemillServer start() {
        return TidemillServer.start(
                options,
                url ->
                        Tidemill.open(
                                project,
                                opening.apply(TidemillOptions.defaults().withLocalUrl(url))));
    }

    void restart() {
        server.close();
        server = start();
    }

    /** Every way in. */
    List<Route> routes() {
        return server.routes();
    }

    Tidemill mill() {
        return server.mill();
    }

    URI uri(String path) {
        return URI.create(server.url() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString(UTF_8));
    }

    /** The project's own definitions, as plans take them. */
    String definitions() {
        DefinitionFiles found = DefinitionFiles.read(project);
        ObjectNode body = JSON.createObjectNode();
        ObjectNode files = body.putObject("files");
        found.paths().forEach(path -> files.put(path, new String(found.bytes(path), UTF_8)));
        return body.toString();
    }

    /** The same with another {@code spent}. */
    String otherDefinitions() throws IOException {
        ObjectNode body = (ObjectNode) JSON.readTree(definitions());
        ((ObjectNode) body.path("files"))
                .put("tables/spent.sql", "SELECT count(*) AS n FROM orders");
        return body.toString();
    }

    /** Runs the other {@code spent} beside that in force; a column of it is that one's, too. */
    void preview() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        DefinitionFiles found = DefinitionFiles.read(project);
        found.paths().forEach(path -> files.put(path, found.bytes(path)));
        files.put("tables/spent.sql", (SPENT + " HAVING count(*) > 0").getBytes(UTF_8));
        if (mill().previewDesk().make(DefinitionFiles.of(files), "preview_").previews().size()
                != 1) {
            throw new IllegalStateException("no preview of spent");
        }
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    HttpResponse<String> post(String table, String type, byte[] body, String... headers)
            throws Exception {
        return send(posting(table, type, BodyPublishers.ofByteArray(body), headers));
    }

    /** Rows of orders, one JSON object a line. */
    HttpResponse<String> order(String rows, String... headers) throws Exception {
        return post("orders", NDJSON, rows.getBytes(UTF_8), headers);
    }

    HttpRequest.Builder posting(String table, String type, BodyPublisher body, String... headers) {
        HttpRequest.Builder request =
                request("/v1/tables/" + table + "/rows").header("Content-Type", type).POST(body);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    HttpResponse<String> sql(String statement, String accept) throws Exception {
        return send(
                request("/v1/sql")
                        .header("Content-Type", "text/plain")
                        .header("Accept", accept)
                        .POST(BodyPublishers.ofString(statement)));
    }

    /** Begins a query that ends at its time limit or when it is cancelled; gives its number. */
    long endless() throws Exception {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(
                        request("/v1/sql").POST(BodyPublishers.ofString(ENDLESS)).build(),
                        BodyHandlers.ofString(UTF_8));
        while (true) {
            JsonNode queries = json(get("/v1/queries")).path("queries");
            for (JsonNode query : queries) {
                if (query.path("tick").isNumber() && query.path("sql").asText().equals(ENDLESS)) {
                    return query.path("id").asLong();
                }
            }
            if (answer.isDone()) {
                throw new AssertionError(answer.get().body());
            }
        }
    }

    HttpRequest.Builder cancelling(long query) {
        return request("/v1/queries/" + query).DELETE();
    }

    /** The only value of a query's only row. */
    long count(String statement) throws Exception {
        HttpResponse<String> answer = sql(statement, "application/json");
        if (answer.statusCode() != 200) {
            throw new AssertionError(statement + ": " + answer.body());
        }
        return JSON.readTree(answer.body()).path("rows").path(0).path(0).asLong();
    }

    /** Until queries see a tick: an answer to rows says that they are on disk, no more. */
    void await(long tick) throws Exception {
        long until = System.nanoTime() + 10_000_000_000L;
        while (json(get("/v1/status")).path("tick").asLong() < tick) {
            if (System.nanoTime() > until) {
                throw new AssertionError("tick " + tick + " is not published");
            }
            Thread.sleep(1);
        }
    }

    /** A connection for bytes that no polite client would send. */
    Socket socket() throws IOException {
        URI uri = uri("/");
        Socket socket = new Socket(InetAddress.getByName(uri.getHost()), uri.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    static JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    /** The error's stable code, or the whole answer when it is none. */
    static String code(HttpResponse<String> answer) throws IOException {
        JsonNode code = json(answer).path("error").path("code");
        return code.isTextual() ? answer.statusCode() + " " + code.textValue() : answer.body();
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    static String line(long id, String customer, long amount) {
        return "{\"id\":"
                + id
                + ",\"customer\":\""
                + customer
                + "\",\"amount\":"
                + amount
                + AT
                + "}\n";
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
