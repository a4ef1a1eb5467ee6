package dev.tidemill.catalog;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.Planner;
import dev.tidemill.sql.lineage.Dependencies;
import dev.tidemill.sql.lineage.Influence;
import dev.tidemill.sql.lineage.Origin;
import dev.tidemill.sql.lineage.PlanLineage;
import java.util.ArrayList;
import java.util.List;

/** A small catalog: orders of customers, what each spent, who spent much, and a page for that. */
public final class Shop {
    private static final Schema ORDERS =
            Schema.of(
                    new Field("id", Type.BIGINT, false),
                    Field.of("customer", Type.BIGINT),
                    Field.of("amount", Type.BIGINT));
    private static final Schema CUSTOMERS =
            Schema.of(
                    new Field("id", Type.BIGINT, false),
                    Field.of("email", Type.TEXT),
                    Field.of("vip", Type.BOOLEAN));

    private Shop() {}

    /** The last entry writes the first that it reads: {@code muted} by a latch. */
    public static ProjectCatalog catalog() {
        CatalogTable orders = CatalogTable.keyed("orders", ORDERS, List.of(0));
        CatalogTable customers = CatalogTable.keyed("customers", CUSTOMERS, List.of(0));
        CatalogTable muted =
                CatalogTable.keyed(
                        "muted", Schema.of(new Field("id", Type.BIGINT, false)), List.of(0));
        String spentSql = "SELECT customer, sum(amount) AS total FROM orders GROUP BY customer";
        PlanLineage spentLineage = lineage(spentSql, orders, customers, muted);
        CatalogTable spent =
                CatalogTable.keyed(
                        "spent",
                        Schema.of(
                                Field.of("customer", Type.BIGINT),
                                Field.of("total", Type.decimal(38, 0))),
                        List.of(0));
        PlanLineage bigLineage =
                lineage(
                        "SELECT c.id, md5(c.email) AS who, s.total FROM spent s JOIN customers c ON"
                                + " c.id = s.customer WHERE s.total > 100 AND c.id NOT IN (SELECT id"
                                + " FROM muted)",
                        orders,
                        customers,
                        muted,
                        spent);
        return new ProjectCatalog(
                "shop",
                List.of(
                        table(
                                "orders",
                                ORDERS,
                                "One row for each order.",
                                List.of("sales@example.org"),
                                List.of("money")),
                        table("customers", CUSTOMERS, "Who buys.", List.of(), List.of("personal")),
                        new Entry(
                                "muted",
                                "muted",
                                EntryKind.KEYED,
                                "contracts/muted.yaml",
                                "Customers that nobody is told of again.",
                                List.of(),
                                List.of(),
                                List.of(
                                        new EntryColumn(
                                                "id",
                                                "BIGINT",
                                                "",
                                                "",
                                                Dependencies.of(
                                                        new Origin("action/tell", "id"),
                                                        Influence.IDENTITY))),
                                Dependencies.of(Origin.rows("action/tell"), Influence.ROWS)),
                        live("spent", "What each customer spent.", spentLineage),
                        live("big_spenders", "Customers who spent much.", bigLineage),
                        new Entry(
                                "action/tell",
                                "tell",
                                EntryKind.ACTION,
                                "actions/tell.yaml",
                                "Tells the sales team.",
                                List.of(),
                                List.of(),
                                List.of(delivered("id"), delivered("total")),
                                Dependencies.of(Origin.rows("big_spenders"), Influence.ROWS))));
    }

    private static EntryColumn delivered(String column) {
        return new EntryColumn(
                column,
                "BIGINT",
                "",
                "",
                Dependencies.of(new Origin("big_spenders", column), Influence.IDENTITY));
    }

    private static PlanLineage lineage(String sql, CatalogTable... tables) {
        return new Planner(Catalog.of(tables)).plan(sql).lineage();
    }

    private static Entry table(
            String name,
            Schema schema,
            String description,
            List<String> owners,
            List<String> tags) {
        List<EntryColumn> columns = new ArrayList<>();
        for (Field field : schema.fields()) {
            columns.add(
                    new EntryColumn(
                            field.name(),
                            field.type().sqlName(),
                            "",
                            field.name().equals("email") ? "confidential" : "",
                            Dependencies.NONE));
        }
        return new Entry(
                name,
                name,
                EntryKind.KEYED,
                "contracts/" + name + ".yaml",
                description,
                owners,
                tags,
                columns,
                Dependencies.NONE);
    }

    private static Entry live(String name, String description, PlanLineage lineage) {
        return new Entry(
                name,
                name,
                EntryKind.LIVE,
                "tables/" + name + ".sql",
                description,
                List.of(),
                List.of(),
                lineage.columns().stream()
                        .map(c -> new EntryColumn(c.column(), "BIGINT", "", "", c.dependencies()))
                        .toList(),
                lineage.rows());
    }
}
