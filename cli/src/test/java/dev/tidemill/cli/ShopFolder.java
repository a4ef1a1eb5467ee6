package dev.tidemill.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small project on disk: orders, and what customers have spent by some factor. */
public final class ShopFolder {
    private static final String ORDERS =
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

    private static final String AMOUNT =
            """
                  - name: amount
                    logicalType: integer
                    physicalType: INTEGER
            """;

    private final Path folder;

    private ShopFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes the folder.
     *
     * @param limits lines of the settings' limits, or nothing
     */
    public static ShopFolder in(Path folder, String limits) throws IOException {
        ShopFolder shop = new ShopFolder(folder);
        shop.write("tidemill.yaml", "name: shop\n" + limits);
        shop.write("contracts/orders.yaml", ORDERS);
        shop.spentTimes(1);
        shop.write("tables/known.sql", "SELECT max(v) AS v, count(*) AS n FROM spent\n");
        return shop;
    }

    public Path folder() {
        return folder;
    }

    public void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(requireNonNull(path.getParent()));
        Files.writeString(path, text);
    }

    public void delete(String file) throws IOException {
        Files.delete(folder.resolve(file));
    }

    /** The contract of orders without one of its columns. */
    public void dropAmount() throws IOException {
        write("contracts/orders.yaml", ORDERS.replace(AMOUNT, ""));
    }

    /** The live table {@code spent} by another factor, which its column {@code v} tells. */
    public void spentTimes(int factor) throws IOException {
        write(
                "tables/spent.sql",
                """
                SELECT customer, %d * sum(amount) AS total, max(%d) AS v
                FROM orders
                GROUP BY customer
                """
                        .formatted(factor, factor));
    }
}
