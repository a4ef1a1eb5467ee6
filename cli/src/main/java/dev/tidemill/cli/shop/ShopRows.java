package dev.tidemill.cli.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.cli.show.JsonOutput;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows for the shop's tables, each table's in the order in which they came about. Owned by one
 * thread.
 */
final class ShopRows {
    /** What others refer to is sent before them. */
    private static final List<String> TABLES =
            List.of(
                    "products",
                    "customers",
                    "order_lines",
                    "orders",
                    "payments",
                    "stock_movements");

    private final Map<String, StringBuilder> lines = new LinkedHashMap<>();

    ShopRows() {
        TABLES.forEach(table -> lines.put(table, new StringBuilder()));
    }

    void product(Product product) {
        add(
                "products",
                JsonOutput.object()
                        .put("sku", product.sku())
                        .put("name", product.name())
                        .put("category", product.category())
                        .put("price", product.price())
                        .put("reorder_below", product.reorderBelow()));
    }

    void customer(Customer customer, Instant signedUp) {
        add(
                "customers",
                JsonOutput.object()
                        .put("customer_id", customer.id())
                        .put("name", customer.name())
                        .put("email", customer.email())
                        .put("city", customer.city())
                        .put("country", customer.country())
                        .put("signed_up_at", signedUp.toString()));
    }

    void order(Order order, String status, Instant changed) {
        add(
                "orders",
                JsonOutput.object()
                        .put("order_id", order.id())
                        .put("customer_id", order.customer())
                        .put("status", status)
                        .put("placed_at", order.placedAt().toString())
                        .put("changed_at", changed.toString()));
    }

    void lines(Order order) {
        int number = 1;
        for (Order.Line line : order.lines()) {
            add(
                    "order_lines",
                    JsonOutput.object()
                            .put("order_id", order.id())
                            .put("line", number++)
                            .put("sku", line.sku())
                            .put("quantity", line.quantity())
                            .put("price", line.price()));
        }
    }

    void payment(Order order, Attempt attempt, Instant paid) {
        add(
                "payments",
                JsonOutput.object()
                        .put("payment_id", order.payment())
                        .put("order_id", order.id())
                        .put("outcome", attempt.outcome())
                        .put("reason", attempt.reason())
                        .put("method", attempt.method())
                        .put("card_last4", attempt.cardLast4())
                        .put("amount", order.total())
                        .put("paid_at", paid.toString()));
    }

    void delivery(Product product, int quantity, Instant moved) {
        add("stock_movements", movement(product.sku(), quantity, "delivery", moved));
    }

    /** What an order takes out of the warehouse, or brings back. */
    void movements(Order order, int sign, String reason, Instant moved) {
        for (Order.Line line : order.lines()) {
            add(
                    "stock_movements",
                    movement(line.sku(), sign * line.quantity(), reason, moved)
                            .put("order_id", order.id()));
        }
    }

    private static ObjectNode movement(String sku, int quantity, String reason, Instant moved) {
        return JsonOutput.object()
                .put("sku", sku)
                .put("quantity", quantity)
                .put("reason", reason)
                .put("moved_at", moved.toString());
    }

    private void add(String table, ObjectNode row) {
        StringBuilder to = lines.get(table);
        if (to == null) {
            throw new IllegalArgumentException(table);
        }
        to.append(row).append('\n');
    }

    /**
     * A table's rows.
     *
     * @param ndjson one JSON object a line
     */
    record TableRows(String table, byte[] ndjson) {}

    /** The tables that have rows, in the order in which they are to be sent. */
    List<TableRows> tables() {
        return lines.entrySet().stream()
                .filter(table -> !table.getValue().isEmpty())
                .map(
                        table ->
                                new TableRows(
                                        table.getKey(),
                                        table.getValue().toString().getBytes(UTF_8)))
                .toList();
    }
}
