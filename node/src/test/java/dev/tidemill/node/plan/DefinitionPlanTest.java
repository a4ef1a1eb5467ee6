package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What plans say of definitions that differ from what runs. */
class DefinitionPlanTest {
    private static final String RICH_ELSEWISE =
            """
            -- who spends much
            SELECT customer FROM spent
            WHERE (total) > 100;
            """;

    private static final String LATE =
            """
                    value: at
                  - property: lateness
                    value: 10 minutes
            """;

    private static final String AMOUNT =
            """
                  - name: amount
                    logicalType: integer
                    physicalType: INTEGER
            """;

    @TempDir @Nullable Path folder;

    private Tidemill open(Shop shop) throws IOException {
        Path project = shop.write(requireNonNull(folder).resolve("shop"));
        return Tidemill.open(project, TidemillOptions.defaults().withWatching(false));
    }

    private static PlannedChange change(DefinitionPlan plan, String address) {
        return plan.changes().stream()
                .filter(change -> change.address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> reasons(PlannedChange change) {
        return change.reasons().stream().map(PlanReason::code).toList();
    }

    @Test
    void planOfWhatRunsIsEmpty() throws IOException {
        try (Tidemill mill = open(new Shop())) {
            DefinitionPlan plan = mill.definitionDesk().plan(new Shop().files(), false);
            assertTrue(plan.isEmpty(), plan.toString());
            assertTrue(plan.applicable(), plan.toString());
            assertEquals(3, plan.count(PlanAction.NOTHING));
        }
    }

    @Test
    void textThatMeansTheSameChangesNothing() throws IOException {
        try (Tidemill mill = open(new Shop())) {
            Shop other = new Shop().with("tables/rich.sql", RICH_ELSEWISE);
            assertTrue(mill.definitionDesk().plan(other.files(), false).isEmpty());
        }
    }

    @Test
    void tellsWhyATableChangesAndWhatIsBehindIt() throws IOException {
        try (Tidemill mill = open(new Shop())) {
            Shop other =
                    new Shop()
                            .with(
                                    "tables/spent.sql",
                                    "SELECT customer, avg(amount) AS total FROM orders"
                                            + " GROUP BY customer")
                            .with("tables/fresh.sql", "SELECT count(*) AS n FROM orders")
                            .with("indexes/by.sql", "CREATE INDEX by_total ON spent (total);\n");
            DefinitionPlan plan = mill.definitionDesk().plan(other.files(), false);

            PlannedChange spent = change(plan, "live_table.spent");
            assertEquals(PlanAction.REPLACE, spent.action());
            assertEquals(List.of("sql_changed"), reasons(spent));
            assertEquals(List.of("rich"), spent.affects().stream().map(Affected::id).toList());
            assertEquals("at_once", requireNonNull(spent.build()).when());

            PlannedChange rich = change(plan, "live_table.rich");
            assertEquals(PlanAction.REPLACE, rich.action());
            assertEquals(List.of("input_changed"), reasons(rich));

            assertEquals(PlanAction.CREATE, change(plan, "live_table.fresh").action());
            assertEquals(PlanAction.CREATE, change(plan, "index.by_total").action());
            assertEquals(PlanAction.NOTHING, change(plan, "contract.orders").action());
            assertTrue(plan.applicable(), plan.refusals().toString());
        }
    }

    @Test
    void tellsOfFeatureViewsVersionByVersionAndRefusesOneThatDoesNotFit() throws IOException {
        String view =
                """
                name: customer
                entity: customer
                key: {customer: TEXT}
                sources:
                  - {table: spent, key: {customer: customer}, features: {total: {type: BIGINT}}}
                """;
        try (Tidemill mill = open(new Shop().with("features/customer.yaml", view))) {
            Shop other =
                    new Shop()
                            .with("features/customer.yaml", view + "keys-max: 5\n")
                            .with("features/customer2.yaml", view + "version: 2\n");
            DefinitionPlan plan = mill.definitionDesk().plan(other.files(), false);
            assertTrue(plan.applicable(), plan.refusals().toString());
            PlannedChange first = change(plan, "feature_view.customer@1");
            assertEquals(PlanAction.UPDATE, first.action());
            assertEquals(List.of("feature_view_changed"), reasons(first));
            assertEquals(PlanAction.CREATE, change(plan, "feature_view.customer@2").action());

            Shop misfit = new Shop().with("features/customer.yaml", view.replace("BIGINT", "TEXT"));
            DefinitionPlan refused = mill.definitionDesk().plan(misfit.files(), false);
            assertFalse(refused.applicable());
            assertTrue(refused.refusals().toString().contains("total"));

            DefinitionPlan gone = mill.definitionDesk().plan(new Shop().files(), false);
            assertTrue(gone.applicable(), gone.refusals().toString());
            assertEquals(PlanAction.DELETE, change(gone, "feature_view.customer@1").action());
        }
    }

    @Test
    void tellsThatAContractChangedATable() throws IOException {
        try (Tidemill mill = open(new Shop())) {
            Shop other =
                    new Shop()
                            .with(
                                    "contracts/orders.yaml",
                                    Shop.ORDERS.replace("        value: at\n", LATE));
            assertNotEquals(Shop.ORDERS, other.text("contracts/orders.yaml"));
            DefinitionPlan refused = mill.definitionDesk().plan(other.files(), false);
            assertEquals(ErrorCode.BREAKING_CHANGE, refused.refusals().getFirst().code());

            DefinitionPlan plan = mill.definitionDesk().plan(other.files(), true);
            assertTrue(plan.applicable(), plan.refusals().toString());
            assertEquals(PlanAction.UPDATE, change(plan, "contract.orders").action());
            assertEquals(List.of("contract_changed"), reasons(change(plan, "live_table.spent")));
        }
    }

    @Test
    void tellsOfPredictors() throws IOException {
        String predictor =
                """
                name: spends
                on: spent
                key: {customer: TEXT}
                features: {total: {type: number}}
                target: {type: number}
                label: {table: spent, value: total, within: 1 day}
                learner: {type: mean}
                """;
        Shop with = new Shop().with("predictors/spends.yaml", predictor);
        try (Tidemill mill = open(with)) {
            assertTrue(mill.definitionDesk().plan(with.files(), false).isEmpty());
            DefinitionPlan gone = mill.definitionDesk().plan(new Shop().files(), false);
            assertEquals(PlanAction.DELETE, change(gone, "predictor.spends").action());
            Shop other =
                    new Shop().with("predictors/spends.yaml", predictor.replace("mean", "linear"));
            PlannedChange changed =
                    change(mill.definitionDesk().plan(other.files(), false), "predictor.spends");
            assertEquals(PlanAction.UPDATE, changed.action());
            assertEquals(List.of("predictor_changed"), reasons(changed));
            Shop wrong =
                    new Shop()
                            .with(
                                    "predictors/spends.yaml",
                                    predictor.replace("{total:", "{customer:"));
            DefinitionPlan refused = mill.definitionDesk().plan(wrong.files(), false);
            assertFalse(refused.applicable());
            assertTrue(
                    refused.refusals().getFirst().message().contains("customer is TEXT"),
                    refused.refusals().toString());
        }
    }

    @Test
    void whatIsMissingAroundTheProjectIsToldAsMissing() throws IOException {
        try (Tidemill mill = open(new Shop())) {
            Shop other = new Shop().with("actions/tell.yaml", action("${secret:gone}"));
            DefinitionPlan plan = mill.definitionDesk().plan(other.files(), false);
            assertFalse(plan.applicable());
            assertTrue(plan.refusals().getFirst().missing(), plan.refusals().toString());
            assertTrue(plan.refusals().getFirst().message().contains("gone"));
        }
    }

    @Test
    void tableThatNoFileDefinesIsDropped() throws IOException {
        try (Tidemill mill = open(new Shop())) {
            DefinitionPlan plan =
                    mill.definitionDesk()
                            .plan(new Shop().without("tables/rich.sql").files(), false);
            PlannedChange rich = change(plan, "live_table.rich");
            assertEquals(PlanAction.DELETE, rich.action());
            assertEquals(null, rich.after());
            assertEquals(
                    1,
                    plan.changes().stream().filter(c -> c.action() != PlanAction.NOTHING).count());
        }
    }

    @Test
    void breakingContractIsRefusedWithWhatItBreaks() throws IOException {
        try (Tidemill mill = open(new Shop())) {
            Shop other =
                    new Shop()
                            .with("contracts/orders.yaml", Shop.ORDERS.replace(AMOUNT, ""))
                            .with("tables/spent.sql", "SELECT customer, 1 AS total FROM orders");
            assertNotEquals(Shop.ORDERS, other.text("contracts/orders.yaml"));
            DefinitionPlan plan = mill.definitionDesk().plan(other.files(), false);
            assertFalse(plan.applicable());
            PlanRefusal breaking =
                    plan.refusals().stream()
                            .filter(refusal -> refusal.code() == ErrorCode.BREAKING_CHANGE)
                            .findFirst()
                            .orElseThrow();
            assertTrue(breaking.message().contains("orders.amount"), breaking.message());
            assertEquals(List.of("spent"), breaking.consumers());
        }
    }

    @Test
    void newVersionBesideTheOldOneBreaksNobody() throws IOException {
        try (Tidemill mill = open(new Shop())) {
            Shop other =
                    new Shop()
                            .with(
                                    "contracts/orders2.yaml",
                                    Shop.ORDERS
                                            .replace("shop.orders", "shop.orders2")
                                            .replace("- name: orders", "- name: orders2")
                                            .replace("INTEGER", "BIGINT"));
            DefinitionPlan plan = mill.definitionDesk().plan(other.files(), false);
            assertTrue(plan.applicable(), plan.refusals().toString());
            assertEquals(PlanAction.CREATE, change(plan, "contract.orders2").action());
        }
    }

    @Test
    void whatCannotBeReadIsRefusedAtItsPlace() throws IOException {
        try (Tidemill mill = open(new Shop())) {
            DefinitionPlan plan =
                    mill.definitionDesk()
                            .plan(
                                    new Shop()
                                            .with("tables/rich.sql", "SELECT\n nothing FROM spent")
                                            .files(),
                                    false);
            assertFalse(plan.applicable());
            PlanRefusal refusal = plan.refusals().getFirst();
            assertEquals(2, requireNonNull(refusal.place()).line());
            assertTrue(refusal.message().contains("TM1002"), refusal.message());
        }
    }

    @Test
    void secretIsToldAndNotShown() throws IOException {
        Shop shop = new Shop().with("actions/tell.yaml", action("one"));
        try (Tidemill mill = open(shop)) {
            DefinitionPlan plan =
                    mill.definitionDesk()
                            .plan(
                                    new Shop().with("actions/tell.yaml", action("two")).files(),
                                    false);
            PlannedChange tell = change(plan, "action.tell");
            assertEquals(PlanAction.UPDATE, tell.action());
            assertEquals(List.of("secret_changed"), reasons(tell));
            assertEquals(List.of("headers.Authorization"), tell.sensitive());
            assertFalse(plan.toString().contains("two"), plan.toString());
        }
    }

    private static Shop with(String action, String terms) {
        return new Shop()
                .with("actions/tell.yaml", terms("tell", TELLS))
                .with("actions/walk.yaml", terms("walk", WALKS))
                .with("actions/" + action + ".yaml", terms(action, terms));
    }

    private static String terms(String action, String terms) {
        return "name: %s\non: rich\nkey: [customer]\n%s\n".formatted(action, terms);
    }

    private static final String TELLS = "when: [entered, changed]\nwebhook: {url: /hook}";
    private static final String WALKS =
            "when: [entered]\nsteps:\n  - {name: ask, webhook: {url: /hook}}";

    @Test
    void everySettingOfAnActionIsToldWhenItIsAnother() throws IOException {
        Map<String, String> others = new LinkedHashMap<>();
        others.put("for", TELLS.replace("[entered", "[stayed") + "\nfor: 1 min");
        others.put("repeat", TELLS + "\nrepeat: 1 h");
        others.put("changed", TELLS + "\nchanged: [customer]");
        others.put("limit per key", TELLS + "\nlimit: {per-key: {count: 1, every: 1 h}}");
        others.put("limit per action", TELLS + "\nlimit: {per-action: {count: 1, every: 1 h}}");
        others.put("group", TELLS + "\ngroup: {wait: 1 min}");
        others.put("shadow", TELLS + "\nshadow: true");
        others.put("rate", TELLS + "\nrate: {per-second: 7, in-flight: 1}");
        others.put("retry", TELLS + "\nretry: {initial: 7s}");
        others.put("body", TELLS.replace("/hook", "/hook, body: {a: 1}"));
        others.put("signing key", TELLS.replace("/hook", "/hook, signing: {key: k}"));
        others.put("step ask body", WALKS.replace("/hook", "/hook, body: {a: 1}"));
        others.put("step ask timeout", WALKS.replace("/hook", "/hook, timeout: 7s"));
        others.put("step ask headers", WALKS.replace("/hook", "/hook, headers: {X-A: b}"));
        others.put("timeout of steps", WALKS + "\ntimeout: 1 day");
        try (Tidemill mill = open(with("tell", TELLS))) {
            others.forEach(
                    (setting, terms) -> {
                        String name = terms.contains("steps") ? "walk" : "tell";
                        DefinitionPlan plan =
                                mill.definitionDesk().plan(with(name, terms).files(), false);
                        assertEquals(List.of(), plan.refusals(), terms);
                        PlannedChange change = change(plan, "action." + name);
                        assertEquals(PlanAction.UPDATE, change.action(), terms);
                        assertTrue(
                                change.reasons().toString().contains(setting + ": "),
                                setting + " in " + change.reasons());
                    });
        }
    }

    private static String action(String secret) {
        return """
        name: tell
        on: rich
        key: [customer]
        when: [entered]
        webhook:
          url: http://127.0.0.1:9/hook
          headers:
            Authorization: %s
        """
                .formatted(secret);
    }

    @Test
    void planIsAnotherOneWhenAStatementDefinedSomething() throws Exception {
        try (Tidemill mill = open(new Shop())) {
            String before = mill.definitionDesk().plan(new Shop().files(), false).base();
            assertEquals(before, mill.definitionDesk().plan(new Shop().files(), false).base());
            mill.execute("CREATE LIVE TABLE made AS SELECT count(*) AS n FROM orders");
            DefinitionPlan after = mill.definitionDesk().plan(new Shop().files(), false);
            assertNotEquals(before, after.base());
            assertTrue(after.isEmpty(), after.toString());
        }
    }

    @Test
    void fileMayReadATableThatAStatementMade() throws Exception {
        try (Tidemill mill = open(new Shop())) {
            mill.execute("CREATE TABLE made (id BIGINT PRIMARY KEY)");
            Shop other = new Shop().with("tables/counted.sql", "SELECT count(*) AS n FROM made");
            DefinitionPlan plan = mill.definitionDesk().plan(other.files(), false);
            assertTrue(plan.applicable(), plan.refusals().toString());
            assertEquals(PlanAction.CREATE, change(plan, "live_table.counted").action());
        }
    }

    @Test
    void hundredTablesArePlannedInUnderASecond() throws IOException {
        Shop shop = new Shop();
        for (int i = 0; i < 100; i++) {
            shop.with("tables/t%d.sql".formatted(i), sql(i, 0));
        }
        try (Tidemill mill = open(shop)) {
            // None of them was planned before; the machine may be busy with something else once.
            double least = Double.MAX_VALUE;
            for (int changed = 1; changed <= 3; changed++) {
                Shop other = new Shop();
                for (int i = 0; i < 100; i++) {
                    other.with("tables/t%d.sql".formatted(i), sql(i, changed));
                }
                DefinitionPlan plan = mill.definitionDesk().plan(other.files(), false);
                assertEquals(100, plan.count(PlanAction.REPLACE));
                System.out.printf("100 tables planned in %.0f ms%n", plan.planMillis());
                least = Math.min(least, plan.planMillis());
            }
            assertTrue(least < 1_000, least + " ms");
        }
    }

    private static String sql(int table, int changed) {
        return "SELECT customer, sum(amount) AS total, count(*) AS n FROM orders WHERE amount > "
                + (table * 4 + changed)
                + " GROUP BY customer";
    }
}
