package dev.tidemill.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the commands do with a predictor's models, over a real server. */
@Timeout(120)
class ModelRegistryCommandsTest {
    private static final String PREDICTOR =
            """
            name: spends
            on: orders
            key: {customer: TEXT}
            features: {customer: {type: category}}
            target: {type: number}
            label: {table: orders, value: amount, within: 1 day}
            learner: {type: mean}
            challengers:
              - {name: line, learner: {type: linear}, share: 50}
            """;

    @TempDir private Path folder;

    private TidemillServer server;

    @BeforeEach
    void serve() throws Exception {
        ShopFolder shop = ShopFolder.in(folder.resolve("shop"), "");
        Path predictors = Files.createDirectories(shop.folder().resolve("predictors"));
        Files.writeString(predictors.resolve("spends.yaml"), PREDICTOR);
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
        long end = System.nanoTime() + 20_000_000_000L;
        while (server.mill().predictor("spends").status().labelsLearnt() == 0) {
            assertTrue(System.nanoTime() < end, "nothing is learnt");
            Thread.sleep(5);
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Ran run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("model"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--url", server.url()));
        return Ran.command(all.toArray(String[]::new));
    }

    private String aliases(String... arguments) {
        Ran ran = run(arguments);
        assertEquals(ExitCode.OK, ran.exitCode(), ran.err());
        List<String> aliases = new ArrayList<>();
        for (JsonNode each : JsonOutput.parse(ran.out()).path("models")) {
            aliases.add(each.path("alias").asText() + " " + each.path("version").asText());
        }
        return String.join(", ", aliases);
    }

    @Test
    void showsTheModelsBesideEachOther() {
        Ran ran = run("show", "spends");
        assertEquals(ExitCode.OK, ran.exitCode(), ran.err());
        assertTrue(
                ran.out().matches("(?s).*\n +2 +line +linear +definition +50% +1 .*"), ran.out());
        assertEquals("champion 1, line 2", aliases("show", "spends", "--json"));
    }

    @Test
    void promotesAndRollsBack() {
        assertEquals(
                "champion 2, former 1",
                aliases("promote", "spends", "line", "--why", "it knows customers", "--json"));
        assertEquals("champion 1, line 2", aliases("rollback", "spends", "--json"));
        Ran again = run("rollback", "spends");
        assertEquals(ExitCode.REFUSED, again.exitCode());
        assertTrue(again.err().contains("TM5033"), again.err());
        Ran moves =
                Ran.command(
                        "sql",
                        "SELECT why FROM tidemill.model_moves WHERE to_version = 2"
                                + " AND alias = 'champion'",
                        "--url",
                        server.url());
        assertTrue(moves.out().contains("it knows customers"), moves.out() + moves.err());
    }

    @Test
    void aFileIsWrittenAndTaken() throws Exception {
        Path file = folder.resolve("line.model");
        Ran exported = run("export", "spends", "line", "--out", file.toString());
        assertEquals(ExitCode.OK, exported.exitCode(), exported.err());
        assertArrayEquals(
                server.mill().predictor("spends").models().export("line"),
                Files.readAllBytes(file));
        assertEquals(
                "champion 1, line 2, winter 3",
                aliases("import", "spends", file.toString(), "--name", "winter", "--json"));
        assertEquals("champion 1, line 2", aliases("drop", "spends", "winter", "--json"));
        Files.writeString(file, "this is no model\n");
        Ran garbage = run("import", "spends", file.toString());
        assertEquals(ExitCode.RESOURCES, garbage.exitCode());
        assertTrue(garbage.err().contains("TM5002"), garbage.err());
    }

    @Test
    void aTrainingBringsAChallenger() throws Exception {
        Ran ran = run("retrain", "spends");
        assertEquals(ExitCode.OK, ran.exitCode(), ran.err());
        long end = System.nanoTime() + 20_000_000_000L;
        while (!aliases("show", "spends", "--json").contains("retrained 3")) {
            assertTrue(System.nanoTime() < end, "nothing is trained");
            Thread.sleep(20);
        }
    }

    @Test
    void aModelThatIsNotThereIsRefused() {
        Ran ran = run("promote", "spends", "lime");
        assertEquals(ExitCode.REFUSED, ran.exitCode());
        assertTrue(ran.err().contains("the predictor spends has no model lime"), ran.err());
        assertTrue(ran.err().contains("line"), ran.err());
    }
}
