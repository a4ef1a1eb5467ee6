package dev.tidemill.node.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.definitions.release.DefinitionFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The files of a small project, which tests change. Owned by one test. */
final class Shop {
    static final String ORDERS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: shop.orders
            name: orders
            version: 1.0.0
            status: active
            schema:
              - name: orders
                logicalType: object
                physicalType: table
                customProperties:
                  - property: tableKind
                    value: event
                  - property: eventTime
                    value: at
                properties:
                  - name: customer
                    logicalType: string
                    physicalType: TEXT
                    required: true
                  - name: amount
                    logicalType: integer
                    physicalType: INTEGER
                  - name: at
                    logicalType: timestamp
                    physicalType: TIMESTAMP
                    required: true
                    logicalTypeOptions:
                      timezone: false
            """;

    private final Map<String, String> files = new TreeMap<>();

    Shop() {
        files.put("tidemill.yaml", "name: shop\n");
        files.put("contracts/orders.yaml", ORDERS);
        files.put(
                "tables/spent.sql",
                "SELECT customer, sum(amount) AS total FROM orders GROUP BY customer\n");
        files.put("tables/rich.sql", "SELECT customer FROM spent WHERE total > 100\n");
    }

    Shop with(String path, String text) {
        files.put(path, text);
        return this;
    }

    Shop without(String path) {
        files.remove(path);
        return this;
    }

    String text(String path) {
        return files.getOrDefault(path, "");
    }

    DefinitionFiles files() {
        Map<String, byte[]> bytes = new TreeMap<>();
        files.forEach((path, text) -> bytes.put(path, text.getBytes(UTF_8)));
        return DefinitionFiles.of(bytes);
    }

    Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        files().write(folder);
        return folder;
    }
}
