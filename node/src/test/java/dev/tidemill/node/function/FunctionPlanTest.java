package dev.tidemill.node.function;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.plan.DefinitionPlan;
import dev.tidemill.node.plan.PlanAction;
import dev.tidemill.node.plan.PlanReason;
import dev.tidemill.node.plan.PlannedChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans know that another jar makes other live tables of the same SQL. */
class FunctionPlanTest {
    private static final String NUMBERS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: numbers
            name: numbers
            version: 1.0.0
            status: active
            schema:
              - name: numbers
                customProperties:
                  - {property: tableKind, value: event}
                  - {property: eventTime, value: at}
                properties:
                  - {name: at, logicalType: timestamp, physicalType: TIMESTAMP, required: true}
                  - {name: x, logicalType: integer, physicalType: BIGINT}
            """;

    @TempDir @Nullable Path folder;

    private Path project(String name, int factor) throws IOException {
        Path scratch = requireNonNull(folder);
        Path project = scratch.resolve(name);
        for (String each : List.of("functions", "contracts", "tables")) {
            Files.createDirectories(project.resolve(each));
        }
        Files.writeString(project.resolve("tidemill.yaml"), "name: functions\n");
        Files.writeString(project.resolve("contracts/numbers.yaml"), NUMBERS);
        Files.writeString(
                project.resolve("tables/own.sql"), "SELECT at, scaled(x) AS y FROM numbers\n");
        Files.writeString(
                project.resolve("tables/plain.sql"), "SELECT count(*) AS n FROM numbers\n");
        new JarMaker(scratch)
                .make(
                        project.resolve("functions/own.jar"),
                        "@SqlFunction(name = \"scaled\", deterministic = true)"
                                + " public static long scaled(long x) { return x * "
                                + factor
                                + "; }");
        return project;
    }

    private static PlannedChange change(DefinitionPlan plan, String address) {
        return plan.changes().stream()
                .filter(change -> change.address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tellsThatTheJarOfAFunctionChanged() throws IOException {
        Path next = project("next", 3);
        try (Tidemill mill =
                Tidemill.open(project("shop", 2), TidemillOptions.defaults().withWatching(false))) {
            DefinitionPlan plan = mill.definitionDesk().plan(DefinitionFiles.read(next), false);
            assertTrue(plan.applicable(), plan.refusals().toString());
            PlannedChange own = change(plan, "live_table.own");
            assertEquals(PlanAction.REPLACE, own.action());
            assertEquals(
                    List.of("function_changed"),
                    own.reasons().stream().map(PlanReason::code).toList());
            assertTrue(own.reasons().getFirst().text().contains("functions/own.jar"));
            assertEquals("at_once", requireNonNull(own.build()).when());
            assertEquals(PlanAction.UPDATE, change(plan, "function.functions/own.jar").action());
            assertEquals(PlanAction.NOTHING, change(plan, "live_table.plain").action());
        }
    }
}
