package dev.tidemill.node.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.catalog.EntryKind;
import dev.tidemill.catalog.lineage.Direction;
import dev.tidemill.catalog.lineage.LineageEdge;
import dev.tidemill.catalog.lineage.LineageGraph;
import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.plan.DefinitionPlan;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A predictor in the catalog, in lineage, and what its plan holds to. */
@Timeout(120)
class PredictorCatalogTest {
    private static final String BY_CUSTOMER =
            "SELECT customer, count(*) AS n FROM visits GROUP BY customer\n";
    private static final String VIEW =
            """
            name: customer
            entity: customer
            key: {customer: TEXT}
            sources:
              - {table: by_customer, key: {customer: customer}, features: {n: {type: BIGINT}}}
            """;
    private static final String ACTION =
            """
            name: tell
            on: tidemill.predictions_buys
            key: [id]
            when: [entered]
            webhook: {url: https://example.com/hooks, body: {id: "{{row.id}}"}}
            """;

    @TempDir private Path folder;

    private Visits shop() throws Exception {
        return Visits.in(folder)
                .put("tables/by_customer.sql", BY_CUSTOMER)
                .put("features/customer.yaml", VIEW)
                .put(
                        "predictors/buys.yaml",
                        Visits.PREDICTOR.replace(
                                "  size: {type: number}\n",
                                "  size: {type: number}\n  n: {type: number, view: customer@1}\n"))
                .put(
                        "tables/told.sql",
                        "SELECT id, PREDICT('buys', id) AS p FROM visits WHERE size > 0\n")
                .put("actions/tell.yaml", ACTION);
    }

    private static Set<String> reached(LineageGraph graph, String from, Direction direction) {
        return graph.reached(graph.nodes(from), direction).stream()
                .map(
                        (LineageEdge edge) ->
                                (direction == Direction.UP ? edge.from() : edge.to()).toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void leadsFromFeaturesAndLabelsToWhatReadsPredictions() throws Exception {
        try (Tidemill mill = shop().open()) {
            assertEquals(
                    EntryKind.PREDICTOR, mill.catalog().entry("tidemill.predictions_buys").kind());
            LineageGraph graph = new LineageGraph(mill.catalog());
            Set<String> up = reached(graph, "told.p", Direction.UP);
            for (String origin :
                    Set.of(
                            "tidemill.predictions_buys.score",
                            "feature/customer@1.n",
                            "by_customer.n",
                            "visits.kind",
                            "visits.size",
                            "outcomes.bought")) {
                assertTrue(up.contains(origin), origin + " in " + up);
            }
            Set<String> down = reached(graph, "visits.kind", Direction.DOWN);
            assertTrue(down.contains("told.p"), down.toString());
            assertTrue(down.contains("action/tell.prediction"), down.toString());
        }
    }

    private void assertRefused(Tidemill mill, String wanted, String path, String text)
            throws Exception {
        Visits ignored = shop().put(path, text);
        DefinitionPlan plan = mill.definitionDesk().plan(DefinitionFiles.read(folder), false);
        assertFalse(plan.applicable(), wanted);
        assertTrue(plan.refusals().toString().contains(wanted), plan.refusals().toString());
    }

    @Test
    void aColumnThatItNeedsIsNotDropped() throws Exception {
        Visits visits =
                shop().put("tables/large.sql", "SELECT id, kind, size, customer FROM visits\n");
        String on = "on: large";
        String predictor = Visits.PREDICTOR.replace("on: visits", on);
        try (Tidemill mill = visits.put("predictors/buys.yaml", predictor).open()) {
            Visits ignored = shop().put("predictors/buys.yaml", predictor);
            ignored.put("tables/large.sql", "SELECT id, kind, customer FROM visits\n");
            DefinitionPlan plan = mill.definitionDesk().plan(DefinitionFiles.read(folder), false);
            assertFalse(plan.applicable());
            assertTrue(
                    plan.refusals().toString().contains("the table large has no column size"),
                    plan.refusals().toString());
        }
        try (Tidemill mill = shop().put("tables/large.sql", "SELECT 1 AS x FROM visits\n").open()) {
            assertRefused(
                    mill,
                    "by_customer has no column n",
                    "tables/by_customer.sql",
                    "SELECT customer, max(id) AS m FROM visits GROUP BY customer\n");
            assertRefused(
                    mill,
                    "names predicted, which is no column of tidemill.predictions_buys",
                    "actions/tell.yaml",
                    ACTION.replace("row.id}}", "row.predicted}}"));
        }
    }
}
