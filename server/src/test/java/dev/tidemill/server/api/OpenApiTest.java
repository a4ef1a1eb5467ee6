package dev.tidemill.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.node.predict.ModelRegistry;
import dev.tidemill.server.http.Route;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The document at {@code /v1/openapi.json} says what the server does, all of it and no more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    private static final String MODELS = "/v1/predictors/spends/models";
    private static final String ACTION = "refused";

    /** Over a keyed table, so that live tables may change beside it. */
    private static final String CUSTOMER =
            """
            name: customer
            version: 1
            entity: customer
            key: {country: TEXT, number: INTEGER}
            sources:
              - table: customers
                key: {country: country, number: number}
                features:
                  name: {type: TEXT, default: nobody}
            request: {price: INTEGER}
            on-demand:
              share: {sql: 100 / price, type: INTEGER}
            """;

    private Served served;
    private JsonNode document;
    private Path folder;

    @BeforeAll
    void serve(@TempDir Path folder) throws Exception {
        this.folder = folder.toAbsolutePath();
        Files.createDirectories(folder.resolve("features"));
        Files.writeString(folder.resolve("features/customer.yaml"), CUSTOMER);
        Files.writeString(folder.resolve("names.csv"), "country,number,name\nat,7,Eva\n");
        Files.createDirectories(folder.resolve("actions"));
        Files.createDirectories(folder.resolve("tables"));
        Files.writeString(
                folder.resolve("tables/buyers.sql"),
                "SELECT customer, count(*) AS n FROM orders GROUP BY customer\n");
        Files.writeString(
                folder.resolve("actions/refused.yaml"),
                """
                name: refused
                on: buyers
                key: [customer]
                when: [entered]
                webhook: {url: /v1/nothing}
                """);
        Files.createDirectories(folder.resolve("predictors"));
        Files.writeString(
                folder.resolve("predictors/spends.yaml"),
                """
                name: spends
                on: orders
                key: {id: BIGINT}
                features: {customer: {type: category}}
                target: {type: number}
                label: {table: orders, value: amount, within: 1 hour}
                learner: {type: mean}
                """);
        served =
                Served.in(
                        folder,
                        """
                        sources:
                          - {name: names, kind: csv, table: customers, file: names.csv}
                        """);
        served.post(
                "customers",
                Served.NDJSON,
                "{\"country\":\"de\",\"number\":1,\"name\":\"Ada\"}\n"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        JsonNode sent = Served.json(served.order(Served.line(1, "ada", 1) + "nonsense\n"));
        served.await(sent.path("tick").asLong());
        document = Served.json(served.get("/v1/openapi.json"));
    }

    @AfterAll
    void close() {
        served.close();
    }

    /** How an operation of the document is called with success. */
    private HttpRequest.Builder call(String operation) throws Exception {
        long tick = served.mill().status().tick();
        return switch (operation) {
            case "get /v1/tables/{table}" -> served.request("/v1/tables/orders");
            case "get /v1/tables/{table}/lookup" ->
                    served.request("/v1/tables/customers/lookup?key=de&key=1");
            case "get /v1/tables/{table}/rows" -> served.request("/v1/tables/orders/rows");
            case "post /v1/tables/{table}/rows" ->
                    served.posting(
                            "orders",
                            Served.NDJSON,
                            BodyPublishers.ofString(Served.line(3, "ada", 1) + "bad\n"));
            case "get /v1/tables/{table}/changes" -> served.request("/v1/tables/spent/changes");
            case "get /v1/tables/{table}/export" ->
                    served.request("/v1/tables/orders/export?format=parquet");
            case "post /v1/export" ->
                    served.request("/v1/export?format=csv")
                            .POST(BodyPublishers.ofString("SELECT * FROM orders"));
            case "post /v1/sql" ->
                    served.request("/v1/sql").POST(BodyPublishers.ofString("SELECT * FROM orders"));
            case "post /v1/transactions" ->
                    served.request("/v1/transactions")
                            .header("Content-Type", "application/json")
                            .POST(
                                    BodyPublishers.ofString(
                                            "{\"statements\":[{\"sql\":\"SELECT country FROM"
                                                    + " customers WHERE number = $1\",\"parameters\":[1]},"
                                                    + "{\"sql\":\"DELETE FROM customers WHERE number ="
                                                    + " 999\"}]}"));
            case "post /v1/quarantine/retry" ->
                    served.request("/v1/quarantine/retry")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"table\":\"orders\"}"));
            case "post /v1/predict/{name}" ->
                    served.request("/v1/predict/spends")
                            .header("Content-Type", "application/json")
                            .POST(
                                    BodyPublishers.ofString(
                                            "{\"row\": {\"id\": 99, \"customer\": \"ada\"}}"));
            case "get /v1/predictors/{name}" -> served.request("/v1/predictors/spends");
            case "get /v1/predictors/{name}/models" -> served.request(MODELS);
            case "post /v1/predictors/{name}/models" -> importing();
            case "delete /v1/predictors/{name}/models/{model}" -> {
                take("dropped");
                yield served.request(MODELS + "/dropped").DELETE();
            }
            case "get /v1/predictors/{name}/models/{model}/export" ->
                    served.request(MODELS + "/champion/export");
            case "post /v1/predictors/{name}/promote" -> {
                take("promoted");
                yield model("promote", "{\"model\": \"promoted\"}");
            }
            case "post /v1/predictors/{name}/rollback" -> {
                take("rolled-back");
                served.client.send(
                        model("promote", "{\"model\": \"rolled-back\"}").build(),
                        BodyHandlers.discarding());
                yield model("rollback", "{\"why\": \"a mistake\"}");
            }
            case "post /v1/predictors/{name}/retrain" -> model("retrain", "{}");
            case "get /v1/predictors/{name}/monitor" ->
                    served.request("/v1/predictors/spends/monitor");
            case "get /v1/trace/{tick}" -> served.request("/v1/trace/" + tick);
            case "delete /v1/queries/{id}" -> served.cancelling(served.endless());
            case "post /v1/backups" ->
                    served.request("/v1/backups")
                            .header("Content-Type", "application/json")
                            .POST(
                                    BodyPublishers.ofString(
                                            "{\"directory\": \"%s\"}"
                                                    .formatted(folder.resolve("backup"))));
            case "post /v1/forget", "post /v1/forget/check" ->
                    served.request(operation.substring("post ".length()))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"subject\": \"ada\"}"));
            case "post /v1/supervised/{name}/restart" ->
                    served.request("/v1/supervised/names/restart").POST(BodyPublishers.noBody());
            case "post /v1/plan", "post /v1/apply" ->
                    served.request(operation.substring("post ".length()))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(served.definitions()));
            case "post /v1/preview" ->
                    served.request("/v1/preview")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(served.otherDefinitions()));
            case "delete /v1/preview" -> served.request("/v1/preview").DELETE();
            case "get /v1/preview/{table}/difference" -> {
                served.preview();
                yield served.request("/v1/preview/spent/difference?samples=2");
            }
            case "post /v1/login" ->
                    served.request("/v1/login")
                            .header("Content-Type", "application/json")
                            .POST(
                                    BodyPublishers.ofString(
                                            "{\"token\": \"%s\"}"
                                                    .formatted(
                                                            served.mill()
                                                                    .authenticator()
                                                                    .ownToken())));
            case "post /v1/tokens" ->
                    served.request("/v1/tokens")
                            .header("Content-Type", "application/json")
                            .POST(
                                    BodyPublishers.ofString(
                                            "{\"subject\": \"customer-17\", \"claims\":"
                                                    + " {\"customer_id\": 17}}"));
            case "delete /v1/tokens" -> served.request("/v1/tokens").DELETE();
            case "post /v1/logout" -> served.request("/v1/logout").POST(BodyPublishers.noBody());
            case "post /v1/actions/retry" ->
                    action("retry", "{\"action\": \"" + deadAction() + "\"}");
            case "post /v1/actions/{action}/pause" ->
                    action(ACTION + "/pause", "{\"reason\": \"night\"}");
            case "post /v1/actions/{action}/resume" -> action(ACTION + "/resume", "{}");
            case "post /v1/actions/{action}/silence" ->
                    action(ACTION + "/silence", "{\"for\": \"1 h\", \"key\": [\"ada\"]}");
            case "delete /v1/actions/{action}/silence" ->
                    served.request("/v1/actions/" + ACTION + "/silence?key=ada").DELETE();
            case "post /v1/actions/{action}/backtest" ->
                    action(ACTION + "/backtest", "{\"every\": \"1 min\"}");
            case "get /v1/features/{view}" ->
                    served.request("/v1/features/customer?key=de&key=1&price=0");
            case "post /v1/features/{view}" ->
                    served.request("/v1/features/customer@1")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"rows\": [{\"country\": \"fr\"}]}"));
            case "post /v1/features/{view}/training-set" ->
                    served.request("/v1/features/customer/training-set?format=csv")
                            .header("Content-Type", "application/json")
                            .POST(
                                    BodyPublishers.ofString(
                                            "{\"labels\": \"SELECT 'de' AS country, 1 AS"
                                                    + " number, 2 AS price, now() AS at\","
                                                    + " \"time\": \"at\"}"));
            case "post /v1/verify" -> served.request("/v1/verify").POST(BodyPublishers.noBody());
            default -> {
                assertTrue(
                        operation.startsWith("get /") && !operation.contains("{"),
                        "call it here: " + operation);
                yield served.request(operation.substring("get ".length()));
            }
        };
    }

    private HttpRequest.Builder model(String verb, String body) {
        return served.request("/v1/predictors/spends/" + verb)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private void take(String name) throws Exception {
        ModelRegistry models = served.mill().predictor("spends").models();
        models.take(models.export("champion"), name, new ModelRegistry.Reason("ada", ""));
    }

    private HttpRequest.Builder importing() {
        byte[] file = served.mill().predictor("spends").models().export("champion");
        return served.request(MODELS + "?name=taken&why=so")
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(file));
    }

    private HttpRequest.Builder action(String path, String body) {
        return served.request("/v1/actions/" + path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    /** The action, once the receiver has refused what it told. */
    private String deadAction() throws Exception {
        for (int i = 0; i < 400; i++) {
            if (!Served.json(served.get("/v1/actions/dead")).path("dead").isEmpty()) {
                return ACTION;
            }
            Thread.sleep(25);
        }
        throw new AssertionError("nothing was given up");
    }

    @Test
    void everyOperationAnswersAsDocumented() throws Exception {
        List<String> wrong = new ArrayList<>();
        int operations = 0;
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                if (!METHODS.contains(method.getKey())) {
                    continue;
                }
                operations++;
                String operation = method.getKey() + " " + path.getKey();
                HttpResponse<InputStream> answer =
                        served.client.send(call(operation).build(), BodyHandlers.ofInputStream());
                check(operation, method.getValue(), answer, wrong);
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(operations > 15, operations + " operations");
    }

    private void check(
            String operation,
            JsonNode documented,
            HttpResponse<InputStream> answer,
            List<String> wrong)
            throws Exception {
        JsonNode response =
                documented.path("responses").path(Integer.toString(answer.statusCode()));
        if (answer.statusCode() == 204 && !response.isMissingNode()) {
            answer.body().close();
            return;
        }
        String type = answer.headers().firstValue("Content-Type").orElse("").split(";", -1)[0];
        JsonNode content = response.path("content").path(type);
        if (content.isMissingNode()) {
            wrong.add(operation + " answered " + answer.statusCode() + " " + type);
        }
        if (type.equals("text/event-stream")) {
            answer.body().close();
            return;
        }
        try (InputStream body = answer.body()) {
            byte[] bytes = body.readAllBytes();
            if (type.equals("application/json")) {
                fit(operation, content.path("schema"), Served.JSON.readTree(bytes), wrong);
            }
        }
    }

    /** Whether a value fits its schema: types, required fields, and no field it does not name. */
    private void fit(String at, JsonNode schema, JsonNode value, List<String> wrong) {
        if (schema.has("$ref")) {
            fit(at, document.at(schema.path("$ref").asText().substring(1)), value, wrong);
            return;
        }
        Set<String> types = new TreeSet<>();
        if (schema.path("type").isArray()) {
            schema.path("type").forEach(type -> types.add(type.asText()));
        } else if (schema.has("type")) {
            types.add(schema.path("type").asText());
        }
        if (!types.isEmpty()
                && !types.contains(type(value))
                && !(types.contains("number") && value.isNumber())) {
            wrong.add(at + " is " + value + ", not " + types);
            return;
        }
        schema.path("required")
                .forEach(
                        name -> {
                            if (!value.has(name.asText())) {
                                wrong.add(at + " lacks " + name.asText());
                            }
                        });
        JsonNode properties = schema.path("properties");
        if (value.isObject() && !properties.isMissingNode()) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                if (properties.has(field.getKey())) {
                    fit(
                            at + "." + field.getKey(),
                            properties.path(field.getKey()),
                            field.getValue(),
                            wrong);
                } else {
                    wrong.add(at + " has " + field.getKey() + ", which is not documented");
                }
            }
        }
        if (value.isArray() && schema.has("items")) {
            for (JsonNode item : value) {
                fit(at + "[]", schema.path("items"), item, wrong);
            }
        }
    }

    private static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> "object";
            case ARRAY -> "array";
            case STRING, BINARY -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case NULL, MISSING -> "null";
        };
    }

    /**
     * What the routes register is in the document, and the other way round; pages, and the doors of
     * the demo's own application, are no part of the API.
     */
    @Test
    void everyRouteIsDocumented() {
        Set<String> registered = new TreeSet<>();
        for (Route route : served.routes()) {
            if (route.path().startsWith("/v1/")
                    || route.path().startsWith("/health/")
                    || route.path().equals("/metrics")) {
                registered.add(route.method().text().toLowerCase(Locale.ROOT) + " " + route.path());
            }
        }
        Set<String> documented = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                if (METHODS.contains(method.getKey())) {
                    documented.add(method.getKey() + " " + path.getKey());
                }
            }
        }
        assertEquals(registered, documented);
    }

    @Test
    void errorsFitTheirSchema() throws Exception {
        JsonNode schema = document.at("/components/schemas/Error");
        List<String> wrong = new ArrayList<>();
        for (String path :
                List.of(
                        "/v1/tables/nothing",
                        "/v1/nothing",
                        "/v1/trace/x",
                        "/v1/trace/999999999")) {
            HttpResponse<String> answer = served.get(path);
            assertTrue(answer.statusCode() >= 400, path + ": " + answer.body());
            fit(path, schema, Served.json(answer), wrong);
        }
        fit("bad SQL", schema, Served.json(served.sql("SELECT\n x y z", "*/*")), wrong);
        assertEquals(List.of(), wrong);
    }

    @Test
    void metricsAreInPrometheusTextForm() throws Exception {
        String metrics = served.get("/metrics").body();
        Pattern line =
                Pattern.compile(
                        "(# (HELP|TYPE) [a-z_:][\\w:]* .*)"
                                + "|([a-z_:][\\w:]*(\\{\\w+=\"[^\"]*\"(,\\w+=\"[^\"]*\")*,?\\})?"
                                + " (-?[\\d.]+(E-?\\d+)?|NaN|[+-]?Inf))");
        for (String text : metrics.split("\n", -1)) {
            assertTrue(text.isEmpty() || line.matcher(text).matches(), text);
        }
        assertTrue(metrics.contains("tidemill_state_bytes"), metrics);
    }
}
