package dev.tidemill.cli.shop;

import java.util.List;
import java.util.Map;

/**
 * How a shop stands: what is needed to go on with it.
 *
 * @param customers the ids of those that there are
 * @param nextCustomer a number that none has had
 * @param placed orders that wait for a payment
 * @param paid orders that wait to be sent
 * @param stock pieces in the warehouse by product
 */
record Standing(
        List<String> customers,
        long nextCustomer,
        long nextOrder,
        List<Order> placed,
        List<Order> paid,
        Map<String, Integer> stock) {
    /** A shop that has not been opened. */
    static final Standing NEW = new Standing(List.of(), 1, 1, List.of(), List.of(), Map.of());

    Standing {
        customers = List.copyOf(customers);
        placed = List.copyOf(placed);
        paid = List.copyOf(paid);
        stock = Map.copyOf(stock);
    }
}
