package dev.tidemill.cli.shop;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.client.ServerClient;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads how a shop stands from its mill, which is all the memory that the shop has. */
final class StandingQueries {
    private static final String NUMBERS =
            """
            SELECT (SELECT coalesce(max(CAST(substr(order_id, 3) AS BIGINT)), 0) FROM orders),
              (SELECT coalesce(max(CAST(substr(customer_id, 3) AS BIGINT)), 0) FROM (
                SELECT customer_id FROM customers
                UNION ALL SELECT customer_id FROM orders) AS known)
            """;
    private static final String OPEN =
            """
            SELECT o.order_id, o.status, o.customer_id, o.placed_at, l.sku, l.quantity, l.price,
              (SELECT count(*) FROM payments p WHERE p.order_id = o.order_id) AS attempts
            FROM orders o JOIN order_lines l ON l.order_id = o.order_id
            WHERE o.status IN ('placed', 'paid')
            ORDER BY o.order_id, l.line
            """;

    private final ServerClient client;

    StandingQueries(ServerClient client) {
        this.client = requireNonNull(client, "client");
    }

    Standing standing() {
        JsonNode numbers = rows(NUMBERS).get(0);
        List<String> customers = new ArrayList<>();
        rows("SELECT customer_id FROM customers ORDER BY customer_id")
                .forEach(row -> customers.add(row.get(0).asText()));
        Map<String, Integer> stock = new HashMap<>();
        rows("SELECT sku, in_stock FROM stock")
                .forEach(row -> stock.put(row.get(0).asText(), row.get(1).asInt()));
        Map<String, List<Order>> open = open();
        return new Standing(
                customers,
                numbers.get(1).asLong() + 1,
                numbers.get(0).asLong() + 1,
                open.getOrDefault("placed", List.of()),
                open.getOrDefault("paid", List.of()),
                stock);
    }

    /** By their status. */
    private Map<String, List<Order>> open() {
        Map<String, List<JsonNode>> lines = new LinkedHashMap<>();
        rows(OPEN)
                .forEach(
                        row ->
                                lines.computeIfAbsent(row.get(0).asText(), _ -> new ArrayList<>())
                                        .add(row));
        Map<String, List<Order>> open = new HashMap<>();
        lines.values()
                .forEach(
                        rows ->
                                open.computeIfAbsent(
                                                rows.getFirst().get(1).asText(),
                                                _ -> new ArrayList<>())
                                        .add(order(rows)));
        return open;
    }

    private static Order order(List<JsonNode> rows) {
        JsonNode first = rows.getFirst();
        return new Order(
                first.get(0).asText(),
                first.get(2).asText(),
                Instant.parse(first.get(3).asText()),
                rows.stream()
                        .map(
                                row ->
                                        new Order.Line(
                                                row.get(4).asText(),
                                                row.get(5).asInt(),
                                                new BigDecimal(row.get(6).asText())))
                        .toList(),
                first.get(7).asInt());
    }

    private JsonNode rows(String sql) {
        return client.queryJson(sql).path("rows");
    }
}
