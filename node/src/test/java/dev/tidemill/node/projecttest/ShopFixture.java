package dev.tidemill.node.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.ProjectLoader;
import dev.tidemill.definitions.ProjectReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A project with an event table, a keyed one and three live tables, in a folder of a test. */
record ShopFixture(Path folder) {
    private static final String CONTRACT =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: shop
            version: 1.0.0
            status: active
            schema:
              - name: orders
                customProperties:
                  - {property: tableKind, value: event}
                  - {property: eventTime, value: ordered_at}
                  - {property: lateness, value: 1 hour}
                properties:
                  - {name: id, logicalType: integer, physicalType: BIGINT, required: true}
                  - {name: sku, logicalType: string, physicalType: TEXT, required: true}
                  - name: n
                    logicalType: integer
                    physicalType: INTEGER
                    required: true
                    logicalTypeOptions: {minimum: 1}
                  - {name: ordered_at, logicalType: timestamp, physicalType: TIMESTAMPTZ, required: true}
              - name: products
                customProperties:
                  - {property: tableKind, value: keyed}
                properties:
                  - {name: sku, logicalType: string, physicalType: TEXT, primaryKey: true, required: true}
                  - {name: stock, logicalType: integer, physicalType: INTEGER, required: true}
                  - {name: label, logicalType: string, physicalType: TEXT}
            """;

    static ShopFixture in(Path folder) throws IOException {
        ShopFixture shop = new ShopFixture(folder);
        shop.write("tidemill.yaml", "name: shop\n");
        shop.write("contracts/shop.yaml", CONTRACT);
        shop.write(
                "tables/pieces.sql",
                "SELECT sku, count(*) AS orders, sum(n) AS pieces FROM orders GROUP BY sku");
        shop.write(
                "tables/recent.sql",
                "SELECT id, sku FROM orders WHERE ordered_at > now() - INTERVAL '10 minutes'");
        shop.write("tables/shares.sql", "SELECT sku, 100 / stock AS ratio FROM products");
        shop.write(
                "tables/labelled.sql",
                "SELECT o.id, p.label, o.n::DOUBLE PRECISION / 3 AS third"
                        + " FROM orders o JOIN products p ON p.sku = o.sku");
        return shop;
    }

    void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(requireNonNull(path.getParent()));
        Files.writeString(path, text);
    }

    void test(String name, String yaml) throws IOException {
        write("tests/" + name + ".yaml", yaml);
    }

    Project project() {
        return ProjectLoader.load(folder);
    }

    ProjectReading reading() {
        return new ProjectLoader(Map.of()).read(folder);
    }

    Path jars() {
        return folder.resolve("jars");
    }

    List<TestOutcome> run() {
        return ProjectTests.run(project(), jars());
    }

    /** Writes a test and runs it, alone. */
    TestOutcome outcomeOf(String yaml) throws IOException {
        test("one", yaml);
        return ProjectTests.run(project(), jars(), "one"::equals, _ -> {}).getFirst();
    }
}
