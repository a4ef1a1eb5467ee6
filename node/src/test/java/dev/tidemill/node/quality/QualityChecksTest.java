package dev.tidemill.node.quality;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.ProjectLoader;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.definition.ProjectCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks of whole tables in a real mill. */
class QualityChecksTest {
    private static final String ORDERS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: shop.orders
            version: 1.0.0
            status: active
            slaProperties:
              - {property: freshness, value: 1, unit: h, element: orders}
              - {property: latency, value: 1 minute, element: orders}
            schema:
              - name: orders
                customProperties:
                  - {property: tableKind, value: keyed}
                  - {property: eventTime, value: at}
                quality:
                  - {name: few, metric: rowCount, mustBeLessOrEqualTo: 3}
                  - {name: one-per-sku, metric: duplicateValues, arguments: {properties: [sku]}, mustBe: 0}
                  - {name: balance, type: sql, query: 'SELECT sum(n) FROM ${object}', mustBeBetween: [1, 100]}
                properties:
                  - {name: id, logicalType: integer, physicalType: BIGINT, primaryKey: true}
                  - name: sku
                    logicalType: string
                    physicalType: TEXT
                    quality:
                      - metric: missingValues
                        arguments: {missingValues: ["", n/a]}
                        unit: percent
                        mustBeLessThan: 40
                        customProperties: [{property: onFailure, value: quarantine}]
                  - {name: n, logicalType: integer, physicalType: INTEGER}
                  - {name: at, logicalType: timestamp, physicalType: TIMESTAMPTZ}
              - name: totals
                customProperties:
                  - {property: tableKind, value: live}
                properties:
                  - name: pieces
                    logicalType: integer
                    physicalType: BIGINT
                    required: true
                    logicalTypeOptions: {maximum: 50}
            """;

    @TempDir @Nullable Path folder;

    @BeforeEach
    void writeProject() throws IOException {
        write("tidemill.yaml", "name: shop\n");
        write("tables/totals.sql", "SELECT sku, sum(n) AS pieces FROM orders GROUP BY sku");
        write(
                "contracts/orders.yaml",
                ORDERS.replace("      - {property: eventTime, value: at}\n", "")
                        .replaceAll("(?m)^slaProperties:\n.*\n.*\n", ""));
    }

    @Test
    void followEachChangeOfTheirTables() throws Exception {
        try (Tidemill mill = Tidemill.open(project(), TidemillOptions.defaults())) {
            assertEquals(
                    List.of(
                            "balance|unknown",
                            "few|passing",
                            "one-per-sku|passing",
                            "pieces-required|passing",
                            "pieces-valid|passing",
                            "sku-missing-values|passing"),
                    states(mill));
            mill.execute(
                    "INSERT INTO orders VALUES (1, 'tea', 60, NULL), (2, 'n/a', 1, NULL), (3, 'cup', 5, NULL)");
            assertEquals(
                    List.of(
                            "balance|passing",
                            "few|passing",
                            "one-per-sku|passing",
                            "pieces-required|passing",
                            "pieces-valid|failing",
                            "sku-missing-values|passing"),
                    states(mill));
            mill.execute("INSERT INTO orders VALUES (4, 'tea', NULL, NULL), (5, NULL, 2, NULL)");
            assertEquals(
                    List.of(
                            "few|5.0|<= 3",
                            "one-per-sku|1.0|= 0",
                            "pieces-valid|1.0|= 0",
                            "sku-missing-values|40.0|< 40"),
                    rows(
                            mill,
                            "SELECT check_name, measured, expected FROM contract_checks WHERE state = 'failing' ORDER BY 1"));
            assertEquals(
                    List.of("sku-missing-values|error|quarantine"),
                    rows(mill, "SELECT check_name, severity, on_failure FROM contract_alerts"));
            assertEquals(
                    List.of("sku-missing-values|2", "sku-missing-values|5"),
                    rows(mill, "SELECT check_name, id FROM quarantine_orders ORDER BY 2"));
            mill.execute("DELETE FROM orders WHERE id IN (1, 4, 5)");
            assertEquals(
                    List.of(),
                    rows(
                            mill,
                            "SELECT check_name FROM contract_checks WHERE state = 'failing' AND check_name <> 'sku-missing-values'"));
        }
    }

    @Test
    void anAlertDoesNotEndWhenItsCheckBecomesUnknown() throws Exception {
        String contract = Files.readString(project().resolve("contracts/orders.yaml"));
        write(
                "contracts/orders.yaml",
                contract.replace(
                        "mustBeBetween: [1, 100]}",
                        "mustBeBetween: [1, 100], customProperties: [{property: onFailure, value: alert}]}"));
        String alerts = "SELECT state, measured FROM contract_alerts WHERE check_name = 'balance'";
        try (Tidemill mill = Tidemill.open(project(), TidemillOptions.defaults())) {
            assertEquals(List.of("unknown|null"), rows(mill, alerts));
            mill.execute("INSERT INTO orders VALUES (1, 'tea', 500, NULL)");
            assertEquals(List.of("failing|500.0"), rows(mill, alerts));
            mill.execute("DELETE FROM orders WHERE id = 1");
            assertEquals(List.of("unknown|null"), rows(mill, alerts));
            mill.execute("INSERT INTO orders VALUES (1, 'tea', 5, NULL)");
            assertEquals(List.of(), rows(mill, alerts));
        }
    }

    @Test
    void freshnessPassesWhileThereIsAYoungRow() throws Exception {
        String event =
                ORDERS.replace("value: keyed", "value: event")
                        .replace("primaryKey: true", "required: true")
                        .replace(
                                "physicalType: TIMESTAMPTZ}",
                                "physicalType: TIMESTAMPTZ, required: true}");
        write("contracts/orders.yaml", event);
        try (Tidemill mill = Tidemill.open(project(), TidemillOptions.defaults())) {
            String state =
                    "SELECT state, on_failure FROM contract_checks WHERE check_name = 'freshness'";
            assertEquals(List.of("failing|alert"), rows(mill, state));
            mill.execute("INSERT INTO orders SELECT 1, 'tea', 1, now() - INTERVAL '2 hours'");
            assertEquals(List.of("failing|alert"), rows(mill, state));
            mill.execute("INSERT INTO orders SELECT 1, 'tea', 1, now()");
            assertEquals(List.of("passing|alert"), rows(mill, state));
            List<String> latency =
                    mill.status().checks().stream()
                            .filter(check -> check.name().equals("latency"))
                            .map(check -> check.expected() + " " + check.state())
                            .toList();
            assertEquals(List.of("<= 60000 ms passing"), latency);
            assertEquals(
                    6,
                    mill.status().checks().stream()
                            .filter(check -> check.table().equals("orders"))
                            .count());
        }
    }

    @Test
    void aBrokenLatencyIsAnAlertUntilThePromiseIsKept() throws Exception {
        String event =
                ORDERS.replace("value: keyed", "value: event")
                        .replace("primaryKey: true", "required: true")
                        .replace(
                                "physicalType: TIMESTAMPTZ}",
                                "physicalType: TIMESTAMPTZ, required: true}");
        write("contracts/orders.yaml", event.replace("value: 1 minute", "value: 1 ms"));
        String state =
                "SELECT on_failure, expected, state, measured > 0 FROM contract_checks WHERE check_name = 'latency'";
        String alerts = "SELECT state FROM contract_alerts WHERE check_name = 'latency'";
        try (Tidemill mill = Tidemill.open(project(), TidemillOptions.defaults())) {
            assertEquals(List.of("alert|<= 1|unknown|null"), rows(mill, state));
            assertEquals(List.of(), rows(mill, alerts), "no rows, no broken promise");
            mill.execute("INSERT INTO orders SELECT 1, 'tea', 1, now()");
            for (int i = 0; i < 500 && rows(mill, alerts).isEmpty(); i++) {
                Thread.sleep(20);
            }
            assertEquals(List.of("failing"), rows(mill, alerts));
            assertEquals(List.of("alert|<= 1|failing|true"), rows(mill, state));
            assertEquals(0, mill.verify().mismatches());
        }
        write("contracts/orders.yaml", event);
        try (Tidemill mill = Tidemill.open(project(), TidemillOptions.defaults())) {
            assertEquals(List.of("alert|<= 60000|passing|true"), rows(mill, state));
            assertEquals(List.of(), rows(mill, alerts));
        }
    }

    @Test
    void anActionTellsOfAlertsAndOfTheirEnd() throws Exception {
        var told = new LinkedBlockingQueue<String>();
        HttpServer receiver =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext(
                "/alerts",
                exchange -> {
                    String body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    told.add(exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        receiver.start();
        write("secrets/alerts", "s3cr3t\n");
        write(
                "actions/alerts.yaml",
                """
                name: alerts
                on: contract_alerts
                key: [table_name, check_name]
                when: [entered, left]
                webhook:
                  url: ${env:NO_SUCH_VARIABLE:-http://127.0.0.1:%d}/alerts
                  headers: {Authorization: "Bearer ${secret:alerts}"}
                """
                        .formatted(receiver.getAddress().getPort()));
        try (Tidemill mill = Tidemill.open(project(), TidemillOptions.defaults())) {
            mill.execute("INSERT INTO orders VALUES (1, NULL, 1, NULL)");
            String alert = told.poll(20, TimeUnit.SECONDS);
            assertNotNull(alert);
            assertTrue(alert.startsWith("Bearer s3cr3t {"), alert);
            assertTrue(alert.contains("sku-missing-values") && alert.contains("entered"), alert);
            mill.execute("DELETE FROM orders WHERE id = 1");
            String end = told.poll(20, TimeUnit.SECONDS);
            assertNotNull(end);
            assertTrue(end.contains("left"), end);
            assertFalse(mill.status().toString().contains("s3cr3t"));
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void whatCannotBePlannedIsToldAtItsCheck() throws Exception {
        String text = Files.readString(project().resolve("contracts/orders.yaml"));
        write(
                "contracts/orders.yaml",
                text.replace("sum(n) FROM", "sum(nn) FROM").replace("name: pieces", "name: piece"));
        List<Problem> problems =
                ProjectCheck.problems(
                        new ProjectLoader(Map.of()).read(project()), project().resolve("jars"));
        assertEquals("the live table totals has no column piece", problems.get(0).message());
        Problem query =
                problems.stream()
                        .filter(p -> p.message().contains("\"nn\""))
                        .findFirst()
                        .orElseThrow();
        assertEquals(13, query.line(), problems.toString());
        TidemillException refusal =
                assertThrows(
                        TidemillException.class,
                        () -> Tidemill.open(project(), TidemillOptions.defaults()));
        assertTrue(
                refusal.message().startsWith("a check of a contract is not planned: column "),
                refusal.message());
    }

    private List<String> states(Tidemill mill) throws InterruptedException {
        return rows(mill, "SELECT check_name, state FROM contract_checks ORDER BY 1");
    }

    private static List<String> rows(Tidemill mill, String sql) throws InterruptedException {
        Batch batch = mill.execute(sql).rows();
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            rows.add(batch.row(i).stream().map(String::valueOf).collect(Collectors.joining("|")));
        }
        return rows;
    }

    private Path project() {
        return requireNonNull(folder);
    }

    private void write(String file, String text) throws IOException {
        Path path = project().resolve(file);
        Files.createDirectories(requireNonNull(path.getParent()));
        Files.writeString(path, text);
    }
}
