package dev.tidemill.node.predict;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A shop's visits, of which it is foretold whether somebody buys. Owned by one test. */
final class Visits {
    static final String PREDICTOR =
            """
            name: buys
            on: visits
            key: {id: BIGINT}
            features:
              kind: {type: category}
              size: {type: number}
            target: {type: boolean}
            label:
              table: outcomes
              key: [visit]
              value: bought
              within: 1 hour
            learner: {type: logistic}
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
                properties:
                  - {name: id, logicalType: integer, physicalType: BIGINT, required: true}
                  - name: customer
                    logicalType: string
                    physicalType: TEXT
                    classification: personal
                    customProperties: [{property: subject, value: customer}]
                  - {name: kind, logicalType: string, physicalType: TEXT}
                  - {name: size, logicalType: number, physicalType: DOUBLE}
                  - {name: at, logicalType: timestamp, physicalType: TIMESTAMP, required: true}
            """;
    private static final String OUTCOMES =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: outcomes
            name: outcomes
            version: 1.0.0
            status: active
            schema:
              - name: outcomes
                customProperties:
                  - {property: tableKind, value: keyed}
                properties:
                  - {name: visit, logicalType: integer, physicalType: BIGINT, required: true, primaryKey: true}
                  - {name: bought, logicalType: boolean, physicalType: BOOLEAN}
            """;

    private final Path folder;

    private Visits(Path folder) {
        this.folder = folder;
    }

    static Visits in(Path folder) throws IOException {
        return in(folder, PREDICTOR);
    }

    /** With another predictor in its file. */
    static Visits in(Path folder, String predictor) throws IOException {
        Visits visits = new Visits(folder);
        visits.put("tidemill.yaml", "name: shop\n");
        visits.put("contracts/visits.yaml", VISITS);
        visits.put("contracts/outcomes.yaml", OUTCOMES);
        visits.put("predictors/buys.yaml", predictor);
        return visits;
    }

    Path folder() {
        return folder;
    }

    Path data() {
        return folder.resolve(".tidemill/data");
    }

    Visits put(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text, UTF_8);
        return this;
    }

    Tidemill open() {
        return open(options());
    }

    Tidemill open(TidemillOptions options) {
        return Tidemill.open(folder, options);
    }

    static TidemillOptions options() {
        return TidemillOptions.defaults().withWatching(false);
    }

    /** Visits with these numbers, one after the other from the first. */
    static void visit(Tidemill mill, long first, int count) throws InterruptedException {
        BatchBuilder rows = new BatchBuilder(mill.input("visits").schema(), count);
        for (long id = first; id < first + count; id++) {
            rows.add(1, id, "c" + id % 7, "kind " + id % 5, id % 11 / 10.0, id * 1_000_000L);
        }
        append(mill, "visits", rows);
    }

    /** Whether a visit's customer buys. */
    static boolean buys(long id) {
        return id % 5 < 2 || id % 11 > 8;
    }

    /** What became of visits. */
    static void label(Tidemill mill, long first, int count) throws InterruptedException {
        BatchBuilder rows = new BatchBuilder(mill.input("outcomes").schema(), count);
        for (long id = first; id < first + count; id++) {
            rows.add(1, id, buys(id));
        }
        append(mill, "outcomes", rows);
    }

    static void append(Tidemill mill, String table, BatchBuilder rows) throws InterruptedException {
        AppendOptions how = AppendOptions.embedded();
        long tick = mill.append(table, ParsedRows.of(rows.build()), how).tick();
        if (!mill.await(tick, 10_000)) {
            throw new AssertionError("tick " + tick);
        }
    }

    /** One number that a query gives. */
    static long number(Tidemill mill, String sql) {
        Object value = mill.query(sql).rows().column(0).value(0);
        return value instanceof Number number ? number.longValue() : -1;
    }

    /** Waits until a query gives a number. */
    static void await(Tidemill mill, String sql, long expected) throws InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        long found = number(mill, sql);
        while (found != expected) {
            if (System.nanoTime() > end) {
                throw new AssertionError(sql + " gives " + found + ", not " + expected);
            }
            Thread.sleep(5);
            found = number(mill, sql);
        }
    }
}
