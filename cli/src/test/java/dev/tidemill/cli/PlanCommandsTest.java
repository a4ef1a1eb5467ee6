package dev.tidemill.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Plans, applied and taken back, by the commands, on a server that does not watch its folder. */
@Timeout(120)
class PlanCommandsTest {
    @TempDir private Path folder;

    private ShopFolder shop;
    private TidemillServer server;

    @BeforeEach
    void serve() throws Exception {
        shop = ShopFolder.in(folder.resolve("shop"), "");
        server =
                TidemillServer.start(
                        ServerOptions.loopback(0),
                        url ->
                                Tidemill.open(
                                        shop.folder(),
                                        TidemillOptions.defaults()
                                                .withWatching(false)
                                                .withLocalUrl(url)));
        server.mill()
                .execute("INSERT INTO orders VALUES ('ada', 60, TIMESTAMP '2001-01-01 00:00:00')");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Ran run(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--url";
        all[arguments.length + 1] = server.url();
        return Ran.command(all);
    }

    private String project() {
        return shop.folder().toString();
    }

    private Object total() {
        return server.mill().query("SELECT total FROM spent").rows().row(0).getFirst();
    }

    @Test
    void planOfWhatRunsHasNoChanges() {
        Ran ran = run("plan", project(), "--detailed-exitcode");
        assertEquals(ExitCode.OK, ran.exitCode(), ran.err());
        assertEquals("No changes: what runs is what the project defines.\n", ran.out());
    }

    @Test
    void planIsToldInTerraformsManner() throws Exception {
        shop.spentTimes(2);
        shop.write("tables/fresh.sql", "SELECT count(*) AS n FROM orders\n");
        shop.delete("tables/known.sql");
        Ran ran = run("plan", project());
        assertEquals(ExitCode.OK, ran.exitCode(), ran.err());
        assertTrue(ran.out().contains("  +   live_table.fresh\n"), ran.out());
        assertTrue(ran.out().contains("  -   live_table.known\n"), ran.out());
        assertTrue(ran.out().contains("  +/- live_table.spent\n"), ran.out());
        assertTrue(ran.out().contains("reaches known"), ran.out());
        assertTrue(ran.out().contains("        + SELECT customer, 2 * sum(amount)"), ran.out());
        assertTrue(ran.out().contains("reads 1 row, keeps about "), ran.out());
        assertTrue(
                ran.out()
                        .endsWith(
                                "Plan: 1 to create, 0 to change, 1 to replace, 1 to drop; 1 stay.\n"),
                ran.out());
        assertEquals(ExitCode.CHANGES, run("plan", project(), "--detailed-exitcode").exitCode());
    }

    @Test
    void planAsJsonHasTerraformsShape() throws Exception {
        shop.spentTimes(2);
        JsonNode plan = JsonOutput.parse(run("plan", project(), "--json").out());
        assertEquals("1.0", plan.path("format_version").asText());
        assertTrue(plan.path("applicable").asBoolean());
        JsonNode spent =
                plan.path("changes")
                        .valueStream()
                        .filter(c -> c.path("address").asText().equals("live_table.spent"))
                        .findFirst()
                        .orElseThrow();
        assertEquals("[\"create\",\"delete\"]", spent.path("actions").toString());
        assertTrue(spent.path("before").path("sql").asText().contains("1 * sum"));
        assertTrue(spent.path("after").path("sql").asText().contains("2 * sum"));
        assertEquals("{}", spent.path("after_sensitive").toString());
        assertEquals("sql_changed", spent.path("reasons").path(0).path("code").asText());
        assertEquals("at_once", spent.path("build").path("when").asText());
    }

    @Test
    void breakingPlanIsRefusedWithItsConsumers() throws Exception {
        shop.dropAmount();
        shop.write("tables/spent.sql", "SELECT customer, 1 AS total, 1 AS v FROM orders");
        Ran ran = run("plan", project());
        assertEquals(ExitCode.DIFFERENT, ran.exitCode(), ran.out());
        assertTrue(ran.out().contains("TM3006"), ran.out());
        assertTrue(ran.out().contains("  breaks: spent\n"), ran.out());
        Ran apply = run("apply", project(), "--auto-approve");
        assertEquals(ExitCode.DIFFERENT, apply.exitCode(), apply.out());
    }

    @Test
    void savedPlanIsAppliedAndTakenBack() throws Exception {
        shop.spentTimes(2);
        String file = folder.resolve("two.plan").toString();
        assertEquals(ExitCode.OK, run("plan", project(), "--out", file).exitCode());
        shop.spentTimes(3);

        Ran apply = run("apply", file, "--settle", "100ms");
        assertEquals(ExitCode.OK, apply.exitCode(), apply.err());
        assertTrue(apply.out().contains("In force from tick "), apply.out());
        assertEquals(120L, total());
        assertEquals(ExitCode.OK, run("apply", file, "--settle", "100ms").exitCode(), "again");

        Ran plan = run("rollback", "--plan");
        assertEquals(ExitCode.OK, plan.exitCode(), plan.err());
        assertTrue(plan.out().contains("- SELECT customer, 2 * sum(amount)"), plan.out());
        assertTrue(plan.out().contains("+ SELECT customer, 1 * sum(amount)"), plan.out());
        assertEquals(120L, total(), "a plan changes nothing");
        assertEquals("local", server.mill().definitionDesk().releases().getLast().by());

        Ran back = run("rollback", "--settle", "100ms", "--json");
        assertEquals(ExitCode.OK, back.exitCode(), back.err());
        assertEquals("done", JsonOutput.parse(back.out()).path("phase").asText());
        assertEquals(60L, total());
    }

    @Test
    void savedPlanIsRefusedWhenTheWorldMoved() throws Exception {
        shop.spentTimes(2);
        String file = folder.resolve("two.plan").toString();
        assertEquals(ExitCode.OK, run("plan", project(), "--out", file).exitCode());
        server.mill().execute("CREATE LIVE TABLE made AS SELECT count(*) AS n FROM orders");
        Ran apply = run("apply", file);
        assertEquals(ExitCode.REFUSED, apply.exitCode());
        assertTrue(apply.err().contains("TM3005"), apply.err());
        assertEquals(60L, total());
    }

    @Test
    void savedPlanThatWasEditedIsRefused() throws Exception {
        shop.spentTimes(2);
        Path file = folder.resolve("two.plan");
        assertEquals(ExitCode.OK, run("plan", project(), "--out", file.toString()).exitCode());
        String text = Files.readString(file);
        int sql = text.lastIndexOf("2 * sum");
        Files.writeString(file, text.substring(0, sql) + "9 * sum" + text.substring(sql + 7));
        Ran apply = run("apply", file.toString());
        assertEquals(ExitCode.REFUSED, apply.exitCode(), apply.out());
        assertTrue(apply.err().contains("TM3005"), apply.err());
        assertEquals(60L, total());
    }

    @Test
    void nothingIsAppliedUnlessSomebodyApproves() throws Exception {
        shop.spentTimes(2);
        Ran silent = run("apply", project());
        assertEquals(ExitCode.REFUSED, silent.exitCode());
        Ran no = Ran.typed("no\n", "apply", project(), "--url", server.url());
        assertEquals(ExitCode.DIFFERENT, no.exitCode());
        assertEquals(60L, total());
        Ran yes = Ran.typed("yes\n", "apply", project(), "--settle", "0s", "--url", server.url());
        assertEquals(ExitCode.OK, yes.exitCode(), yes.err());
        assertEquals(120L, total());
    }

    @Test
    void whatDoesNotStandIsToldWithItsReason() throws Exception {
        shop.write(
                "tables/spent.sql",
                "SELECT customer, sum(amount / (amount - 60)) AS total, max(1) AS v FROM orders"
                        + " GROUP BY customer");
        Ran apply = run("apply", project(), "--auto-approve", "--settle", "1s");
        assertEquals(ExitCode.REFUSED, apply.exitCode(), apply.out());
        assertTrue(apply.err().contains("TM3007"), apply.err());
        assertTrue(apply.err().contains("spent"), apply.err());
        assertEquals(60L, total());
    }

    private void testSpentIs(int total) throws Exception {
        shop.write(
                "tests/once.yaml",
                """
                steps:
                  - insert:
                      orders:
                        - {customer: ada, amount: 60, at: 2001-01-01T00:00:00}
                    expect:
                      spent:
                        - {customer: ada, total: %d}
                """
                        .formatted(total));
    }

    @Test
    void testsRunWithThePlanAndRefuseIt() throws Exception {
        testSpentIs(60);
        Ran passed = run("plan", project());
        assertEquals(ExitCode.OK, passed.exitCode(), passed.err());
        assertTrue(passed.out().contains("  +   test.once\n"), passed.out());
        assertTrue(passed.out().contains("1 test passed.\n"), passed.out());

        shop.spentTimes(2);
        Ran failed = run("plan", project());
        assertEquals(ExitCode.DIFFERENT, failed.exitCode(), failed.out());
        assertTrue(
                failed.out()
                        .contains(
                                """
                                error TM3008 in tests/once.yaml:6: the test once fails in step 1
                                  spent is not as expected: 1 changed
                                              customer  total
                                    expected  ada        [60]
                                    found     ada       [120]
                                """),
                failed.out());
        assertTrue(failed.out().contains("1 of 1 test did not pass.\n"), failed.out());
        JsonNode json = JsonOutput.parse(run("plan", project(), "--json").out());
        assertEquals(1, json.path("tests").path("not_passed").asInt());
        assertEquals(ExitCode.DIFFERENT, run("apply", project(), "--auto-approve").exitCode());
        assertEquals(60L, total());

        assertEquals(ExitCode.OK, run("plan", project(), "--no-tests").exitCode());
        Ran applied = run("apply", project(), "--auto-approve", "--no-tests", "--settle", "0s");
        assertEquals(ExitCode.OK, applied.exitCode(), applied.err());
        assertEquals(120L, total());
    }

    @Test
    void previewIsMadeComparedListedAndDropped() throws Exception {
        shop.spentTimes(2);
        Ran made = run("preview", project());
        assertEquals(ExitCode.OK, made.exitCode(), made.err());
        assertTrue(made.out().contains("preview_spent  spent  running"), made.out());
        assertEquals(60L, total());
        assertEquals(
                120L,
                server.mill().query("SELECT total FROM preview_spent").rows().row(0).getFirst());

        Ran difference = run("preview", "--diff", "spent");
        assertEquals(ExitCode.DIFFERENT, difference.exitCode(), difference.err());
        assertTrue(
                difference
                        .out()
                        .endsWith(
                                """
                                : 0 rows are the same, 1 only in spent, 1 only in preview_spent
                                   customer  total  v
                                -  ada          60  1
                                +  ada         120  2
                                """),
                difference.out());
        JsonNode list = JsonOutput.parse(run("preview", "--list", "--json").out());
        assertEquals("spent", list.path("previews").path(0).path("of").asText());
        assertTrue(run("status").out().contains("preview_spent"), "status has it");

        Ran dropped = run("preview", "--drop");
        assertEquals("Dropped preview_spent\n", dropped.out(), dropped.err());
        assertEquals("There are no previews.\n", run("preview", "--list").out());
        assertEquals(ExitCode.REFUSED, run("preview", "--diff", "spent").exitCode());
        shop.spentTimes(1);
        assertEquals("No preview: no live table would change.\n", run("preview", project()).out());
    }

    @Test
    void whatIsNoPlanIsRefused() {
        Ran ran = run("apply", shop.folder().resolve("tidemill.yaml").toString());
        assertEquals(ExitCode.REFUSED, ran.exitCode());
        assertTrue(ran.err().contains("TM4026"), ran.err());
        assertFalse(ran.out().contains("In force"), ran.out());
    }
}
