package dev.tidemill.node.forget;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.connectors.format.ParseOptions;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.connectors.format.RowFormat;
import dev.tidemill.connectors.format.RowParser;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A shop whose live tables keep what rows brought in all the forms that cannot take a row back:
 * latest extremes, first rows, sketches, logs, joins of rows that only come.
 */
final class Shop {
    static final int CUSTOMERS = 10;
    private static final String ORDERS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: orders
            name: orders
            version: 1.0.0
            status: active
            schema:
              - name: orders
                customProperties:
                  - {property: tableKind, value: event}
                  - {property: eventTime, value: at}
                  - {property: lateness, value: 1 hour}
                properties:
                  - name: customer
                    logicalType: string
                    physicalType: TEXT
                    classification: personal
                    customProperties: [{property: subject, value: customer}]
                  - {name: amount, logicalType: integer, physicalType: INTEGER, required: true}
                  - {name: at, logicalType: timestamp, physicalType: TIMESTAMP, required: true}
            """;
    private static final String PEOPLE =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: people
            name: people
            version: 1.0.0
            status: active
            schema:
              - name: people
                customProperties:
                  - {property: tableKind, value: keyed}
                properties:
                  - {name: id, logicalType: integer, physicalType: BIGINT, required: true, primaryKey: true}
                  - name: customer
                    logicalType: string
                    physicalType: TEXT
                    customProperties: [{property: subject, value: customer}]
                  - {name: town, logicalType: string, physicalType: TEXT}
            """;
    private static final String VISITS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: visits
            name: visits
            version: 1.0.0
            status: active
            schema:
              - name: visits
                customProperties:
                  - {property: tableKind, value: event}
                  - {property: eventTime, value: at}
                  - {property: lateness, value: 1 hour}
                properties:
                  - name: customer
                    logicalType: string
                    physicalType: TEXT
                    customProperties: [{property: subject, value: customer}]
                  - {name: at, logicalType: timestamp, physicalType: TIMESTAMP, required: true}
            """;
    private static final String DEVICES =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: devices
            name: devices
            version: 1.0.0
            status: active
            schema:
              - name: devices
                customProperties:
                  - {property: tableKind, value: keyed}
                properties:
                  - {name: id, logicalType: integer, physicalType: BIGINT, required: true, primaryKey: true}
                  - name: owner
                    logicalType: string
                    physicalType: UUID
                    customProperties: [{property: subject, value: customer}]
            """;
    private static final List<String[]> TABLES =
            List.of(
                    new String[] {
                        "totals",
                        "SELECT count(*) AS n, sum(amount) AS total, max(amount) AS most FROM orders"
                    },
                    new String[] {
                        "spent",
                        "SELECT customer, count(*) AS n, max(at) AS latest FROM orders GROUP BY"
                                + " customer"
                    },
                    new String[] {
                        "large", "SELECT customer, amount, at FROM orders WHERE amount > 50"
                    },
                    new String[] {
                        "largest",
                        "SELECT customer, amount, at FROM orders ORDER BY amount DESC, at LIMIT 5"
                    },
                    new String[] {
                        "by_town",
                        "SELECT p.town, count(*) AS n FROM orders o JOIN people p ON o.customer ="
                                + " p.customer GROUP BY p.town"
                    },
                    new String[] {
                        "over", "SELECT customer, count(*) AS n FROM large GROUP BY customer"
                    },
                    new String[] {"towns", "SELECT town, count(*) AS n FROM people GROUP BY town"});

    private final Path folder;
    private final Random random;
    private long minute;

    private Shop(Path folder, long seed) {
        this.folder = folder;
        this.random = new Random(seed);
    }

    static Shop in(Path folder, long seed) throws IOException {
        Files.createDirectories(folder.resolve("contracts"));
        Files.createDirectories(folder.resolve("tables"));
        Files.writeString(
                folder.resolve("tidemill.yaml"),
                "name: shop\nlimits:\n  history-run-rows: 100\n  ticks-kept: 5\n");
        Files.writeString(folder.resolve("contracts/orders.yaml"), ORDERS);
        Files.writeString(folder.resolve("contracts/people.yaml"), PEOPLE);
        Files.writeString(folder.resolve("contracts/visits.yaml"), VISITS);
        Files.writeString(folder.resolve("contracts/devices.yaml"), DEVICES);
        for (String[] table : TABLES) {
            Files.writeString(folder.resolve("tables/" + table[0] + ".sql"), table[1] + "\n");
        }
        return new Shop(folder, seed);
    }

    static String customer(int number) {
        return "c" + number + "@example.com";
    }

    Path folder() {
        return folder;
    }

    Tidemill open() {
        return Tidemill.open(
                folder,
                TidemillOptions.defaults().withWatching(false).withCheckpoints(100, 1 << 20));
    }

    /** Orders of all customers, and some of nobody. */
    void order(Tidemill mill, int count) throws InterruptedException {
        BatchBuilder rows = new BatchBuilder(mill.input("orders").schema(), count);
        for (int i = 0; i < count; i++) {
            int customer = random.nextInt(CUSTOMERS + 1);
            rows.add(
                    1,
                    customer == CUSTOMERS ? null : customer(customer),
                    random.nextInt(100),
                    minute++ * 60_000_000L);
        }
        append(mill, "orders", ParsedRows.of(rows.build()));
    }

    /** Visits of one customer. */
    void visit(Tidemill mill, String customer, int count) throws InterruptedException {
        BatchBuilder rows = new BatchBuilder(mill.input("visits").schema(), count);
        for (int i = 0; i < count; i++) {
            rows.add(1, customer, minute++ * 60_000_000L);
        }
        append(mill, "visits", ParsedRows.of(rows.build()));
    }

    private static void append(Tidemill mill, String table, ParsedRows rows)
            throws InterruptedException {
        long tick = mill.append(table, rows, AppendOptions.embedded()).tick();
        if (!mill.await(tick, 10_000)) {
            throw new AssertionError("tick " + tick);
        }
    }

    void people(Tidemill mill) throws InterruptedException {
        for (int i = 0; i < 2 * CUSTOMERS; i++) {
            mill.execute(
                    "INSERT INTO people VALUES (%d, '%s', 'town %d')"
                            .formatted(i, customer(i % CUSTOMERS), i % 3));
        }
    }

    /** A row that breaks its contract, so that it lies in quarantine. */
    void wrong(Tidemill mill, String customer) throws InterruptedException {
        row(
                mill,
                "orders",
                "{\"customer\":\"%s\",\"amount\":\"many\",\"at\":\"2001-01-01T00:00:00\"}"
                        .formatted(customer));
    }

    /** A row as a client sends it. */
    void row(Tidemill mill, String table, String json) throws InterruptedException {
        byte[] line = (json + "\n").getBytes(StandardCharsets.UTF_8);
        append(
                mill,
                table,
                RowParser.of(RowFormat.NDJSON, mill.input(table).schema(), ParseOptions.DEFAULT)
                        .parse(line, 0, line.length));
    }

    /** Files of the data folder; of the history's free blocks nothing is promised. */
    List<String> filesWith(String text) throws IOException {
        Path data = folder.resolve(".tidemill/data");
        List<String> found = new ArrayList<>();
        Files.walkFileTree(
                data,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        String name = data.relativize(file).toString();
                        if (!name.startsWith("history.duckdb") && bytes(file).contains(text)) {
                            found.add(name);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException gone) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        return found;
    }

    /** One that went meanwhile has nothing. */
    private static String bytes(Path file) throws IOException {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException gone) {
            return "";
        }
    }
}
