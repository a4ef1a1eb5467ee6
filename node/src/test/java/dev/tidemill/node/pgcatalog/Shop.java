package dev.tidemill.node.pgcatalog;

import dev.tidemill.node.Session;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.access.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A small project that runs, and the tables of the same names and columns in PostgreSQL. */
final class Shop implements AutoCloseable {
    /** What makes the tables in PostgreSQL. */
    static final String POSTGRES =
            """
            CREATE TABLE customers (id bigint NOT NULL, name text NOT NULL, email text,
                vip boolean NOT NULL, balance numeric(12,2), joined date, tags text[],
                profile jsonb, CONSTRAINT customers_pkey PRIMARY KEY (id));
            COMMENT ON TABLE customers IS 'People who buy';
            COMMENT ON COLUMN customers.email IS 'Where to write to';
            CREATE TABLE orders (order_id bigint NOT NULL, customer_id bigint NOT NULL,
                lines integer, amount numeric(12,2), weight double precision,
                placed_at timestamp with time zone NOT NULL,
                picked_at timestamp without time zone, took interval, ref uuid);
            COMMENT ON TABLE orders IS 'What was bought';
            CREATE INDEX customers_by_name ON customers (name);
            CREATE MATERIALIZED VIEW revenue AS
                SELECT customer_id, count(*) AS orders, max(amount) AS largest
                FROM orders GROUP BY customer_id;
            CREATE UNIQUE INDEX revenue_key ON revenue (customer_id);
            COMMENT ON MATERIALIZED VIEW revenue IS 'What customers bought';
            """;

    final Tidemill mill;
    final Session session;
    final Map<String, String> settings = new HashMap<>();

    private Shop(Path folder) {
        mill = Tidemill.open(folder, TidemillOptions.defaults());
        session = mill.as(Principal.administrator("tidemill"));
        settings.putAll(
                Map.of(
                        "server_version", "17.5",
                        "server_version_num", "170005",
                        "search_path", "\"$user\", public",
                        "timezone", "UTC",
                        "application_name", "tests",
                        "standard_conforming_strings", "on",
                        "datestyle", "ISO, MDY",
                        "max_index_keys", "32"));
    }

    private static final String CUSTOMERS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: shop.customers
            version: 1.0.0
            status: active
            schema:
              - name: customers
                description: People who buy
                customProperties: [{property: tableKind, value: keyed}]
                properties:
                  - {name: id, logicalType: integer, physicalType: BIGINT, required: true,
                     primaryKey: true, primaryKeyPosition: 1}
                  - {name: name, logicalType: string, physicalType: TEXT, required: true}
                  - {name: email, description: Where to write to, logicalType: string,
                     physicalType: TEXT}
                  - {name: vip, logicalType: boolean, physicalType: BOOLEAN, required: true}
                  - {name: balance, logicalType: number, physicalType: "DECIMAL(12,2)"}
                  - {name: joined, logicalType: date, physicalType: DATE}
                  - {name: tags, logicalType: array, physicalType: "TEXT[]"}
                  - {name: profile, logicalType: object, physicalType: JSON}
            """;

    private static final String ORDERS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: shop.orders
            version: 1.0.0
            status: active
            schema:
              - name: orders
                description: What was bought
                customProperties:
                  - {property: tableKind, value: event}
                  - {property: eventTime, value: placed_at}
                properties:
                  - {name: order_id, logicalType: integer, physicalType: BIGINT, required: true}
                  - {name: customer_id, logicalType: integer, physicalType: BIGINT, required: true}
                  - {name: lines, logicalType: integer, physicalType: INTEGER}
                  - {name: amount, logicalType: number, physicalType: "DECIMAL(12,2)"}
                  - {name: weight, logicalType: number, physicalType: DOUBLE}
                  - {name: placed_at, logicalType: timestamp, physicalType: TIMESTAMPTZ,
                     required: true}
                  - {name: picked_at, logicalType: timestamp, physicalType: TIMESTAMP}
                  - {name: took, logicalType: string, physicalType: INTERVAL}
                  - {name: ref, logicalType: string, physicalType: UUID}
            """;

    private static final String REVENUE =
            """
            -- What customers bought
            SELECT customer_id, COUNT(*) AS orders, MAX(amount) AS largest
            FROM orders
            GROUP BY customer_id
            """;

    /** Writes the project into an empty folder. */
    static void write(Path folder) throws IOException {
        write(folder, "tidemill.yaml", "name: shop\n");
        write(folder, "contracts/customers.yaml", CUSTOMERS);
        write(folder, "contracts/orders.yaml", ORDERS);
        write(folder, "tables/revenue.sql", REVENUE);
        write(
                folder,
                "indexes/customers.sql",
                "CREATE INDEX customers_by_name ON customers (name);\n");
    }

    static void write(Path folder, String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.resolveSibling(""));
        Files.writeString(path, text);
    }

    static Shop open(Path folder) {
        return new Shop(folder);
    }

    PgCatalog catalog() {
        return catalog(session);
    }

    PgCatalog catalog(Session of) {
        return new PgCatalog(
                of,
                new ConnectionFacts() {
                    @Override
                    public Map<String, String> settings() {
                        return settings;
                    }

                    @Override
                    public String set(String name, String value) {
                        settings.put(name, value);
                        return value;
                    }

                    @Override
                    public long backendId() {
                        return 7;
                    }

                    @Override
                    public OffsetDateTime startedAt() {
                        return OffsetDateTime.parse("2026-01-02T03:04:05Z");
                    }
                });
    }

    /** The rows of a query of the catalog as texts, NULL as null. */
    List<List<@Nullable String>> rows(String sql) {
        return rows(catalog().prepare(sql, List.of()).orElseThrow());
    }

    static List<List<@Nullable String>> rows(CatalogQuery query) {
        return rows(query, List.of());
    }

    static List<List<@Nullable String>> rows(
            CatalogQuery query, List<@Nullable String> parameters) {
        CatalogRows answer = query.run(parameters, () -> false);
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int i = 0; i < answer.size(); i++) {
            List<@Nullable String> row = new ArrayList<>();
            for (int j = 0; j < answer.columns().size(); j++) {
                row.add(answer.text(i, j));
            }
            rows.add(row);
        }
        return rows;
    }

    /** The oid of a table. */
    long oid(String table) {
        return Long.parseLong(
                String.valueOf(
                        rows("SELECT '%s'::regclass::oid".formatted(table)).getFirst().getFirst()));
    }

    @Override
    public void close() {
        mill.close();
    }
}
