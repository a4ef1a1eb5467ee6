package dev.tidemill.node.costs;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.store.admission.Asker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Work that live tables share is split, and adds up; queries are told apart by who asked. */
@Timeout(60)
class CostsTest {
    @TempDir private Path project;

    private static Map<String, Costs.TableCost> tables(Costs costs) {
        return costs.tables().stream()
                .collect(Collectors.toMap(Costs.TableCost::table, Function.identity()));
    }

    @Test
    void sharedOperatorsCountInEqualPartsAndQueriesPerUser() throws Exception {
        Files.writeString(project.resolve("tidemill.yaml"), "name: costs\n");
        try (Tidemill mill =
                Tidemill.open(project, TidemillOptions.defaults().withWatching(false))) {
            mill.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER)");
            String grouped = "SELECT v, count(*) AS n FROM t GROUP BY v";
            mill.execute("CREATE LIVE TABLE one AS " + grouped);
            mill.execute("CREATE LIVE TABLE two AS " + grouped);
            mill.execute("CREATE TABLE alone (id INTEGER PRIMARY KEY, v INTEGER)");
            mill.execute("CREATE LIVE TABLE three AS " + grouped.replace(" t ", " alone "));
            mill.execute("CREATE LIVE TABLE other AS SELECT id FROM t WHERE v > 100");
            for (int i = 0; i < 50; i++) {
                mill.execute("INSERT INTO t VALUES (%d, %d)".formatted(i, i % 5));
                mill.execute("INSERT INTO alone VALUES (%d, %d)".formatted(i, i % 5));
            }
            Costs costs = mill.costs();
            Costs.TableCost one = requireNonNull(tables(costs).get("one"));
            Costs.TableCost two = requireNonNull(tables(costs).get("two"));
            Costs.TableCost other = requireNonNull(tables(costs).get("other"));
            assertTrue(one.cpuMs() > 0 && two.cpuMs() > 0, costs.toString());
            long alone = requireNonNull(tables(costs).get("three")).rowsIn();
            assertTrue(
                    Math.abs(alone - one.rowsIn() - two.rowsIn()) <= 1,
                    "what is shared is done once: " + costs);
            assertEquals(one.rowsIn(), two.rowsIn(), "in equal parts");
            assertEquals(one.rowsOut(), two.rowsOut());
            assertTrue(one.rowsOut() >= 50, costs.toString());
            assertEquals(0, other.rowsOut());
            assertTrue(other.rowsIn() >= 50, costs.toString());
            double share = costs.tables().stream().mapToDouble(Costs.TableCost::cpuShare).sum();
            assertEquals(1, share, 0.01, costs.toString());

            assertEquals(0, costs.users().size(), "nobody has asked yet: " + costs.users());
            mill.query("SELECT * FROM t WHERE v = 3");
            mill.execute("SELECT count(*) FROM one", Asker.local());
            Costs.UserCost user = mill.costs().users().getFirst();
            assertEquals("local", user.user());
            assertEquals(2, user.queries());
            assertEquals(0, user.failed());
            assertEquals(55, user.rowsReached());
            assertEquals(11, user.rowsAnswered());
            assertTrue(user.runMs() > 0, user.toString());
        }
    }
}
