package dev.tidemill.definitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.tidemill.definitions.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A small valid project in a folder, whose files a test replaces one by one. */
final class ProjectFixture {
    static final String SETTINGS =
            """
            name: shop
            clock:
              kind: replay
              source: past
            sources:
              - name: items
                kind: csv
                file: data/items.csv
                table: items
              - name: past
                kind: replay
                file: data/orders.parquet
                preload: 7 days
                streams:
                  - table: orders
                    time: at
                    columns:
                      id: row_id
                      at: at
            """;
    static final String ORDERS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: shop.orders
            version: 1.0.0
            status: active
            schema:
              - name: orders
                customProperties:
                  - property: tableKind
                    value: event
                  - property: eventTime
                    value: at
                properties:
                  - name: id
                    logicalType: integer
                    physicalType: BIGINT
                    required: true
                  - name: at
                    logicalType: timestamp
                    physicalType: TIMESTAMP
                    required: true
                  - name: note
                    logicalType: string
                    physicalType: TEXT
            """;
    static final String ITEMS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: shop.items
            version: 1.0.0
            status: active
            schema:
              - name: items
                customProperties:
                  - property: tableKind
                    value: keyed
                properties:
                  - name: sku
                    logicalType: string
                    physicalType: TEXT
                    primaryKey: true
                  - name: raised_at
                    logicalType: timestamp
                    physicalType: TIMESTAMP
            """;
    static final String ACTION =
            """
            name: tell
            on: totals
            key: [sku]
            when: [entered, left]
            webhook:
              url: https://example.com/hook
            latch:
              table: items
              key: sku
              time: raised_at
            """;

    private final Path directory;

    ProjectFixture(Path directory) throws IOException {
        this.directory = directory;
        write("tidemill.yaml", SETTINGS);
        write("contracts/orders.yaml", ORDERS);
        write("contracts/items.yaml", ITEMS);
        write("tables/totals.sql", "-- All orders.\nSELECT COUNT(*) AS orders FROM orders;\n");
        write("actions/tell.yaml", ACTION);
        write("data/items.csv", "sku\n");
        write("data/orders.parquet", "not read here");
    }

    ProjectFixture write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.resolveSibling(""));
        Files.writeString(path, text);
        return this;
    }

    /** Replaces a text that must be in the file. */
    ProjectFixture replace(String file, String old, String replacement) throws IOException {
        String text = Files.readString(directory.resolve(file));
        assertEquals(true, text.contains(old), file + " has no " + old);
        return write(file, text.replace(old, replacement));
    }

    ProjectReading read() {
        return new ProjectLoader(
                        Map.of(
                                "TOKEN",
                                "hunter2",
                                "SPEED",
                                "60",
                                "NESTED",
                                "${secret:inner}${env:TOKEN}${TOKEN}"))
                .read(directory);
    }

    Project load() {
        ProjectReading reading = read();
        assertEquals(List.of(), reading.problems());
        Project project = reading.project();
        assertNotNull(project);
        return project;
    }

    Problem onlyProblem() {
        List<Problem> problems = read().problems();
        assertEquals(1, problems.size(), problems.toString());
        return problems.getFirst();
    }

    void refuses(String file, String message) {
        Problem problem = onlyProblem();
        assertEquals(file, problem.file(), problem.toString());
        assertEquals(true, problem.toString().contains(message), problem.toString());
    }
}
