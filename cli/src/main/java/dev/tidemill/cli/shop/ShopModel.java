package dev.tidemill.cli.shop;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What happens in the shop, in its own time: people place orders, pay at once, later or never, some
 * payments fail, what is paid is sent, and some of it comes back. The same seed, standing and times
 * give the same rows.
 *
 * <p>Invariant: what is in stock never falls below what is ordered and not sent yet, so nothing is
 * sold that is not there.
 *
 * <p>Owned by one thread.
 */
final class ShopModel {
    private static final int FIRST_CUSTOMERS = 300;
    private static final int FIRST_STOCK = 600;
    private static final int DELIVERED = 400;
    private static final Duration DELIVERY = Duration.ofMinutes(3);

    private static final double NEW_CUSTOMER_SHARE = 0.05;
    private static final double NEVER_PAID_SHARE = 0.04;
    private static final double TRIED_AGAIN_SHARE = 0.8;
    private static final double RETURNED_SHARE = 0.05;
    private static final int ATTEMPTS_MAX = 3;
    private static final int LINES_MAX = 3;
    private static final int QUANTITY_MAX = 3;

    /** How long an order may be open before it is cancelled. */
    private static final Duration PATIENCE = Duration.ofMinutes(40);

    /** Something that happens at a time. */
    @FunctionalInterface
    private interface Step {
        void take(Instant at, ShopRows rows);
    }

    private record Due(Instant at, long sequence, Step step) {}

    private final RandomGenerator random;
    private final double ordersPerMinute;
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::sequence));
    private final List<String> customers = new ArrayList<>();

    /** Pieces by product that nobody has ordered. */
    private final Map<String, Integer> free = new HashMap<>();

    private final Set<String> onTheWay = new HashSet<>();
    private long nextCustomer;
    private long nextOrder;
    private long sequence;

    /**
     * A shop that goes on from some time.
     *
     * @param ordersPerMinute on average over a day, above 0
     */
    ShopModel(long seed, double ordersPerMinute, Standing standing, Instant from) {
        if (!(ordersPerMinute > 0)) {
            throw new IllegalArgumentException(ordersPerMinute + " orders a minute");
        }
        requireNonNull(from, "from");
        this.random = new SplittableRandom(seed ^ standing.nextOrder());
        this.ordersPerMinute = ordersPerMinute;
        this.customers.addAll(standing.customers());
        this.nextCustomer = standing.nextCustomer();
        this.nextOrder = standing.nextOrder();
        this.free.putAll(standing.stock());
        standing.placed().forEach(order -> waiting(order, from));
        for (Order order : standing.paid()) {
            reserve(order);
            at(from.plus(minutes(0, 5)), (at, rows) -> ship(order, at, rows));
        }
        if (standing.stock().isEmpty()) {
            at(from, this::open);
        }
        Product.ALL.forEach(product -> reorder(product, from));
        at(from.plus(untilNextOrder(from)), this::placeAndGoOn);
    }

    /** What has been ordered is not free. */
    private void reserve(Order order) {
        order.lines().forEach(line -> free.merge(line.sku(), -line.quantity(), Integer::sum));
    }

    /** Its buyer still thinks about it. */
    private void waiting(Order order, Instant from) {
        reserve(order);
        if (order.placedAt().plus(PATIENCE).isBefore(from)) {
            at(from, (at, rows) -> cancel(order, at, rows));
        } else {
            payLater(order, from);
        }
    }

    /** Writes what happens up to a time. */
    void run(Instant until, ShopRows rows) {
        Due next;
        while ((next = due.peek()) != null && !next.at().isAfter(until)) {
            due.remove();
            next.step().take(next.at(), rows);
        }
    }

    private void at(Instant when, Step step) {
        due.add(new Due(when, sequence++, step));
    }

    private void open(Instant at, ShopRows rows) {
        for (Product product : Product.ALL) {
            rows.product(product);
            rows.delivery(product, FIRST_STOCK, at);
            free.put(product.sku(), FIRST_STOCK);
        }
        for (int i = 0; i < FIRST_CUSTOMERS; i++) {
            signUp(at.minus(Duration.ofHours(random.nextInt(1, 10_000))), rows);
        }
    }

    private String signUp(Instant at, ShopRows rows) {
        Customer customer = Customer.of(nextCustomer++, random);
        rows.customer(customer, at);
        customers.add(customer.id());
        return customer.id();
    }

    private void placeAndGoOn(Instant at, ShopRows rows) {
        place(at, rows);
        at(at.plus(untilNextOrder(at)), this::placeAndGoOn);
    }

    private void place(Instant at, ShopRows rows) {
        List<Order.Line> lines = lines(at);
        if (lines.isEmpty()) {
            return;
        }
        boolean isNew = customers.isEmpty() || random.nextDouble() < NEW_CUSTOMER_SHARE;
        String customer =
                isNew ? signUp(at, rows) : customers.get(random.nextInt(customers.size()));
        Order order = new Order("o-%04d".formatted(nextOrder++), customer, at, lines, 0);
        rows.lines(order);
        rows.order(order, "placed", at);
        if (random.nextDouble() < NEVER_PAID_SHARE) {
            at(at.plus(PATIENCE), (later, more) -> cancel(order, later, more));
        } else {
            at(at.plus(seconds(3, 90)), (later, more) -> pay(order, later, more));
        }
    }

    private List<Order.Line> lines(Instant at) {
        List<Order.Line> lines = new ArrayList<>();
        Set<String> chosen = new HashSet<>();
        for (int i = random.nextInt(1, LINES_MAX + 1); i > 0; i--) {
            // The square makes the first ones sell better.
            double where = random.nextDouble();
            Product product = Product.ALL.get((int) (where * where * Product.ALL.size()));
            int quantity = random.nextInt(1, QUANTITY_MAX + 1);
            if (free.getOrDefault(product.sku(), 0) >= quantity && chosen.add(product.sku())) {
                free.merge(product.sku(), -quantity, Integer::sum);
                lines.add(new Order.Line(product.sku(), quantity, product.price()));
                reorder(product, at);
            }
        }
        return lines;
    }

    private void reorder(Product product, Instant at) {
        if (free.getOrDefault(product.sku(), 0) < product.reorderBelow()
                && free.containsKey(product.sku())
                && onTheWay.add(product.sku())) {
            at(
                    at.plus(DELIVERY),
                    (then, rows) -> {
                        rows.delivery(product, DELIVERED, then);
                        free.merge(product.sku(), DELIVERED, Integer::sum);
                        onTheWay.remove(product.sku());
                    });
        }
    }

    private void pay(Order placed, Instant at, ShopRows rows) {
        Order order = placed.attempted();
        Attempt attempt = Attempt.of(random);
        rows.payment(order, attempt, at);
        if (!attempt.hasFailed()) {
            rows.order(order, "paid", at);
            at(at.plus(minutes(2, 25)), (later, more) -> ship(order, later, more));
        } else if (order.attempts() < ATTEMPTS_MAX && random.nextDouble() < TRIED_AGAIN_SHARE) {
            payLater(order, at);
        } else {
            at(at.plus(PATIENCE), (later, more) -> cancel(order, later, more));
        }
    }

    private void payLater(Order order, Instant from) {
        at(from.plus(minutes(1, 12)), (at, rows) -> pay(order, at, rows));
    }

    private void ship(Order order, Instant at, ShopRows rows) {
        rows.movements(order, -1, "sale", at);
        rows.order(order, "shipped", at);
        if (random.nextDouble() < RETURNED_SHARE) {
            at(at.plus(minutes(20, 120)), (later, more) -> comeBack(order, later, more));
        }
    }

    private void comeBack(Order shipped, Instant at, ShopRows rows) {
        Order order = shipped.attempted();
        rows.movements(order, 1, "return", at);
        rows.payment(order, Attempt.refund(random), at);
        rows.order(order, "returned", at);
        order.lines().forEach(line -> free.merge(line.sku(), line.quantity(), Integer::sum));
    }

    private void cancel(Order order, Instant at, ShopRows rows) {
        rows.order(order, "cancelled", at);
        order.lines().forEach(line -> free.merge(line.sku(), line.quantity(), Integer::sum));
    }

    /** Most orders come in the evening, the fewest in the morning. */
    private Duration untilNextOrder(Instant at) {
        double hour = at.atOffset(ZoneOffset.UTC).toLocalTime().toSecondOfDay() / 3600.0;
        double busy = 1 + 0.4 * Math.sin((hour - 14) / 24 * 2 * Math.PI);
        double minutes = -Math.log(1 - random.nextDouble()) / (ordersPerMinute * busy);
        return Duration.ofMillis(Math.round(minutes * 60_000));
    }

    private Duration seconds(int least, int most) {
        return Duration.ofMillis(random.nextLong(least * 1000L, most * 1000L));
    }

    private Duration minutes(int least, int most) {
        return seconds(least * 60, most * 60);
    }
}
