package dev.tidemill.node.forget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.connectors.format.ParseOptions;
import dev.tidemill.connectors.format.RowFormat;
import dev.tidemill.connectors.format.RowParser;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A notice that names a person leaves with them, whether by the value that was asked for or by
 * another of theirs, and whatever table its row comes from. Nobody answers at the receivers'
 * address, so all notices wait.
 */
@Timeout(120)
class ForgetNoticesTest {
    private static final String NOBODY = "http://127.0.0.1:1";
    private static final String CUSTOMERS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: customers
            version: 1.0.0
            status: active
            schema:
              - name: customers
                customProperties: [{property: tableKind, value: keyed}]
                properties:
                  - name: customer_id
                    logicalType: string
                    physicalType: TEXT
                    primaryKey: true
                    customProperties: [{property: subject, value: customer}]
                  - name: email
                    logicalType: string
                    physicalType: TEXT
                    customProperties: [{property: subject, value: customer}]
            """;
    private static final String ORDERS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: orders
            version: 1.0.0
            status: active
            schema:
              - name: orders
                customProperties: [{property: tableKind, value: keyed}]
                properties:
                  - {name: order_id, logicalType: string, physicalType: TEXT, primaryKey: true}
                  - {name: buyer, logicalType: string, physicalType: TEXT}
                  - {name: failed, logicalType: boolean, physicalType: BOOLEAN}
            """;
    private static final String LETTERS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: letters
            version: 1.0.0
            status: active
            schema:
              - name: letters
                customProperties:
                  - {property: tableKind, value: event}
                  - {property: eventTime, value: at}
                  - {property: lateness, value: 1 hour}
                properties:
                  - name: sent_to
                    logicalType: string
                    physicalType: TEXT
                    customProperties: [{property: subject, value: customer}]
                  - {name: at, logicalType: timestamp, physicalType: TIMESTAMP, required: true}
            """;

    @TempDir private Path folder;

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve("project").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void makeProject() throws IOException {
        write("tidemill.yaml", "name: mail\n");
        write("contracts/customers.yaml", CUSTOMERS);
        write("contracts/orders.yaml", ORDERS);
        write("contracts/letters.yaml", LETTERS);
        write("tables/failed_orders.sql", "SELECT order_id, buyer FROM orders WHERE failed\n");
        write(
                "tables/addresses.sql",
                "SELECT email, count(*) AS n FROM customers GROUP BY email\n");
        write("actions/order-failed.yaml", action("order-failed", "failed_orders", "order_id"));
        write("actions/welcome.yaml", action("welcome", "addresses", "email"));
    }

    private static String action(String name, String table, String key) {
        return """
        name: %s
        on: %s
        key: [%s]
        when: [entered, left]
        webhook: {url: %s/}
        """
                .formatted(name, table, key, NOBODY);
    }

    private Tidemill open() {
        return Tidemill.open(
                folder.resolve("project"),
                TidemillOptions.defaults()
                        .withData(folder.resolve("data"))
                        .withWatching(false)
                        .withLocalUrl(NOBODY));
    }

    private static void execute(Tidemill mill, String sql) throws InterruptedException {
        var ignored = mill.execute(sql);
    }

    private static void append(Tidemill mill, String table, String json)
            throws InterruptedException {
        byte[] line = (json + "\n").getBytes(StandardCharsets.UTF_8);
        long tick =
                mill.append(
                                table,
                                RowParser.of(
                                                RowFormat.NDJSON,
                                                mill.input(table).schema(),
                                                ParseOptions.DEFAULT)
                                        .parse(line, 0, line.length),
                                AppendOptions.embedded())
                        .tick();
        assertTrue(mill.await(tick, 10_000));
    }

    private static long count(Tidemill mill, String sql) {
        return (Long) mill.query(sql).rows().row(0).getFirst();
    }

    private static long notices(Tidemill mill, String text) {
        return count(
                mill, "SELECT count(*) FROM tidemill.outbox WHERE payload LIKE '%" + text + "%'");
    }

    private static void awaitNotices(Tidemill mill, int count) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (count(mill, "SELECT count(*) FROM tidemill.outbox") < count) {
            assertTrue(System.nanoTime() < end, "notices wait");
            Thread.sleep(10);
        }
    }

    private static ErasureReceipt forget(Tidemill mill, String subject) throws Exception {
        ErasureReceipt receipt =
                mill.forgetting().forget(new ForgetDesk.Request(subject, null, "officer"));
        assertEquals("complete", receipt.state());
        assertEquals(List.of(), receipt.found());
        return receipt;
    }

    /** Two customers, with an order that failed and a letter each. */
    private static void fill(Tidemill mill) throws InterruptedException {
        int order = 0;
        for (String name : List.of("ada", "bob")) {
            execute(
                    mill,
                    "INSERT INTO customers VALUES ('c-%s', '%s@example.com')"
                            .formatted(name, name));
            execute(
                    mill,
                    "INSERT INTO orders VALUES ('o-%d', 'c-%s', true)".formatted(++order, name));
            append(
                    mill,
                    "letters",
                    "{\"sent_to\":\"%s@example.com\",\"at\":\"2001-01-01T00:00:00\"}"
                            .formatted(name));
        }
        awaitNotices(mill, 4);
    }

    private static void onlyBobIsLeft(Tidemill mill) {
        assertEquals(0, notices(mill, "ada"));
        assertEquals(2, notices(mill, "bob"));
        assertEquals(0, count(mill, "SELECT count(*) FROM letters WHERE sent_to LIKE 'ada%'"));
        assertEquals(1, count(mill, "SELECT count(*) FROM letters"));
        assertEquals(1, count(mill, "SELECT count(*) FROM customers"));
        assertEquals(2, count(mill, "SELECT count(*) FROM orders"), "which name nobody");
    }

    @Test
    void noticesOfAnIdLeaveThoughTheTableItComesFromIdentifiesNobody() throws Exception {
        makeProject();
        try (Tidemill mill = open()) {
            fill(mill);
            ErasureReceipt receipt = forget(mill, "c-ada");
            // An outcome of a delivery that comes in the erasure's tick counts as another one.
            assertTrue(
                    receipt.tables().stream()
                            .anyMatch(
                                    table ->
                                            table.table().equals("tidemill.outbox")
                                                    && table.rows() >= 2),
                    receipt.tables().toString());
            assertEquals(Subject.hash(receipt.salt(), "c-ada"), receipt.subjectHash());
            onlyBobIsLeft(mill);
        }
        try (Tidemill mill = open()) {
            onlyBobIsLeft(mill);
        }
    }

    @Test
    void noticesOfAnIdLeaveWhenAnAddressIsAskedFor() throws Exception {
        makeProject();
        try (Tidemill mill = open()) {
            fill(mill);
            forget(mill, "ada@example.com");
            onlyBobIsLeft(mill);
            assertEquals(List.of(), mill.forgetting().check("c-ada", null));
        }
    }

    @Test
    void addressThatTwoShareIsNotOneOfThemsAlone() throws Exception {
        makeProject();
        try (Tidemill mill = open()) {
            fill(mill);
            execute(mill, "INSERT INTO customers VALUES ('c-eve', 'ada@example.com')");
            forget(mill, "c-ada");
            assertEquals(
                    1, count(mill, "SELECT count(*) FROM customers WHERE customer_id = 'c-eve'"));
            assertEquals(2, count(mill, "SELECT count(*) FROM letters"));
            assertEquals(0, notices(mill, "c-ada"));
            assertFalse(mill.forgetting().check("ada@example.com", null).isEmpty());
        }
    }

    @Test
    void examplesCustomerIsToldNothingMore() throws Exception {
        Path shop = Path.of(System.getProperty("tidemill.root"), "examples", "shop");
        copy(shop, folder.resolve("project"));
        try (Tidemill mill = open()) {
            for (String digits : List.of("0007", "0008")) {
                execute(
                        mill,
                        ("INSERT INTO customers VALUES ('c-%s', 'A Name', 'who%s@mail.example',"
                                        + " 'Lyon', 'FR', now())")
                                .formatted(digits, digits));
                execute(
                        mill,
                        "INSERT INTO order_lines VALUES ('o-%s', 1, 'tea', 1, 4.50)"
                                .formatted(digits));
                execute(
                        mill,
                        "INSERT INTO orders VALUES ('o-%s', 'c-%s', 'placed', now(), now())"
                                .formatted(digits, digits));
                append(
                        mill,
                        "payments",
                        ("{\"payment_id\":\"p-%s-1\",\"order_id\":\"o-%s\",\"outcome\":\"failed\","
                                        + "\"method\":\"card\",\"amount\":4.5,"
                                        + "\"paid_at\":\"2026-01-01T00:00:00Z\"}")
                                .formatted(digits, digits));
            }
            awaitNotices(mill, 2);
            assertEquals(1, notices(mill, "c-0007"));
            forget(mill, "c-0007");
            assertEquals(0, notices(mill, "c-0007"));
            assertEquals(0, notices(mill, "who0007"));
            assertEquals(1, notices(mill, "c-0008"));
            assertEquals(List.of(), mill.forgetting().check("c-0007", null));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> !from.relativize(file).startsWith(".tidemill"))
                    .forEach(
                            file -> {
                                try {
                                    Path copy = to.resolve(from.relativize(file).toString());
                                    Files.createDirectories(copy.getParent());
                                    Files.copy(file, copy);
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
        }
    }
}
