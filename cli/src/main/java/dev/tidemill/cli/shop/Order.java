package dev.tidemill.cli.shop;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * An order, as far as somebody still has to do something about it.
 *
 * @param attempts to pay it, so far
 */
record Order(String id, String customer, Instant placedAt, List<Line> lines, int attempts) {
    /** Some of one product, at the price that it was ordered at. */
    record Line(String sku, int quantity, BigDecimal price) {}

    Order {
        lines = List.copyOf(lines);
    }

    BigDecimal total() {
        return lines.stream()
                .map(line -> line.price().multiply(BigDecimal.valueOf(line.quantity())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    Order attempted() {
        return new Order(id, customer, placedAt, lines, attempts + 1);
    }

    /** The id of the payment that is made, or failed, last. */
    String payment() {
        return "p" + id.substring(1) + "-" + attempts;
    }
}
