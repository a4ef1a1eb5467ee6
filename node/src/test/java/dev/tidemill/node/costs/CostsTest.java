package dev.tidemill.node.costs;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Session;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.trace.TableUse;
import dev.tidemill.store.admission.Asker;
import dev.tidemill.store.admission.Cancellation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

            assertEquals(1, costs.users().size(), "nobody else: " + costs.users());
            assertEquals(0, costs.users().getFirst().queries(), "nobody has asked yet");
            assertEquals(100, costs.users().getFirst().rowsWritten());
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

    private static Costs.UserCost user(Tidemill mill, String name) {
        return mill.costs().users().stream()
                .filter(user -> user.user().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatUsersWriteLookUpFollowAndMakeIsTheirs() throws Exception {
        Files.writeString(project.resolve("tidemill.yaml"), "name: costs\n");
        TidemillOptions options = TidemillOptions.defaults().withWatching(false);
        try (Tidemill mill = Tidemill.open(project, options)) {
            Session ann = mill.as(Principal.user("ann", Scope.all()));
            Session bob = mill.as(Principal.user("bob", Scope.all()));
            ann.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER)", new Cancellation());
            bob.execute(
                    "CREATE LIVE TABLE sums AS SELECT v, count(*) AS n FROM t GROUP BY v",
                    new Cancellation());
            ann.execute("INSERT INTO t VALUES (1, 1), (2, 1), (3, 2)", new Cancellation());
            Batch more =
                    new BatchBuilder(mill.input("t").schema(), 2).add(1, 4, 2).add(1, 5, 2).build();
            long tick = ann.append("t", ParsedRows.of(more), AppendOptions.embedded()).tick();
            assertTrue(mill.await(tick, 10_000));
            assertEquals(1, ann.lookup("t", "1").size());
            assertEquals(0, ann.lookup("t", "99").size());
            assertThrows(TidemillException.class, () -> ann.lookup("none", "1"));
            bob.subscribed("sums");
            long told =
                    requireNonNull(bob.poll("sums", tick - 1, 5_000, bob.sight())).stream()
                            .mapToLong(change -> change.changes().size())
                            .sum();
            assertEquals(2, told, "the group of 2, before and after");

            assertEquals(5, user(mill, "ann").rowsWritten());
            assertTrue(user(mill, "ann").bytesWritten() >= 5 * 8, user(mill, "ann").toString());
            assertEquals(2, user(mill, "ann").lookups());
            assertEquals(0, user(mill, "ann").tablesMs(), "rows cost no time of live tables");
            assertEquals(0, user(mill, "bob").rowsWritten());
            assertEquals(told, user(mill, "bob").rowsFollowed());
            double cpu = requireNonNull(tables(mill.costs()).get("sums")).cpuMs();
            assertTrue(cpu > 0);
            assertTrue(user(mill, "bob").tablesMs() >= cpu, mill.costs().toString());

            TableUse use = mill.use("t");
            assertEquals(2, use.lookups());
            assertEquals(0, use.queries());
            assertEquals(1, mill.use("sums").subscriptions());
            Instant changed = requireNonNull(use.lastChange());
            assertTrue(Duration.between(changed, Instant.now()).toSeconds() < 60, use.toString());
            ann.query("SELECT count(*) FROM t, sums");
            assertEquals(1, mill.use("t").queries());
            assertEquals(1, mill.use("sums").queries());
        }
        try (Tidemill mill = Tidemill.open(project, options)) {
            mill.execute("INSERT INTO t VALUES (6, 3)");
            assertTrue(user(mill, "bob").tablesMs() > 0, "after a restart, too");
            assertEquals(0, user(mill, "local").tablesMs());
            mill.execute("DROP LIVE TABLE sums");
            mill.execute("CREATE LIVE TABLE sums AS SELECT v, count(*) AS n FROM t GROUP BY v");
            assertTrue(user(mill, "local").tablesMs() > 0, "who made it last");
            assertTrue(
                    mill.costs().users().stream().noneMatch(user -> user.user().equals("bob")),
                    mill.costs().toString());
        }
    }

    @Test
    void furtherUsersAreTogether() {
        UserWorks works = new UserWorks();
        for (int i = 0; i < UserWorks.USERS_MAX + 50; i++) {
            works.wrote(Principal.user("user" + i, Scope.all()), 2, 10);
        }
        assertEquals(UserWorks.USERS_MAX + 1, works.works().size());
        assertEquals(
                List.of(new UserWork(UserWorks.OTHERS, 100, 500, 0, 0)),
                works.works().stream().filter(w -> w.user().equals(UserWorks.OTHERS)).toList());
    }
}
