package dev.tidemill.cli;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How models do, by the commands. */
@Timeout(120)
class ModelCommandsTest {
    private static final String PREDICTOR =
            """
            name: spends
            on: orders
            key: {customer: TEXT}
            features: {customer: {type: category}}
            target: {type: number}
            label: {table: orders, value: amount, within: 1 day}
            learner: {type: mean}
            evaluation: {segments: [customer]}
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
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--url";
        all[arguments.length + 1] = server.url();
        return Ran.command(all);
    }

    @Test
    void listsModels() {
        Ran ran = run("model", "list");
        assertEquals(ExitCode.OK, ran.exitCode(), ran.err());
        assertTrue(ran.out().contains("\nspends "), ran.out());
        JsonNode models = JsonOutput.parse(run("model", "list", "--json").out());
        assertEquals(1, models.path("predictors").path(0).path("labels_learnt").asInt());
    }

    @Test
    void showsWhatIsCountedAndMeasured() {
        Ran ran = run("model", "show", "spends");
        assertEquals(ExitCode.OK, ran.exitCode(), ran.err());
        assertTrue(ran.out().startsWith("spends on orders: mean, version 1\n"), ran.out());
        assertTrue(ran.out().contains("\nrmse "), ran.out());
        JsonNode model = JsonOutput.parse(run("model", "show", "spends", "--json").out());
        assertEquals(60, model.path("measures").path("rmse").asDouble(), model.toString());
        assertEquals(1, model.path("counts").path("measured").asInt(), model.toString());
    }

    @Test
    void queriesAskWhatWasForetold() {
        Ran ran =
                run(
                        "sql",
                        "--format",
                        "csv",
                        "SELECT customer, PREDICT('spends', customer), PREDICT('spends', 'nobody') AS n"
                                + " FROM orders");
        assertEquals(ExitCode.OK, ran.exitCode(), ran.err());
        assertTrue(ran.out().startsWith("customer,predict,n\nada,0"), ran.out());
        Ran unknown = run("sql", "SELECT PREDICT('spend', customer) FROM orders");
        assertEquals(ExitCode.REFUSED, unknown.exitCode());
        assertTrue(unknown.err().contains("there is no predictor spend"), unknown.err());
    }

    @Test
    void monitorsByWindowSegmentAndFeature() {
        Ran ran = run("model", "monitor", "spends");
        assertEquals(ExitCode.OK, ran.exitCode(), ran.err());
        for (String expected :
                new String[] {
                    "spends on orders: mean, version 1, as of tick ",
                    "rmse 60.000, - of saying the last label again  ▄\n",
                    "by window of 1 h\n",
                    "\nby segment\nFEATURE ",
                    "\ncustomer  ada ",
                    "  too few rows\n"
                }) {
            assertTrue(ran.out().contains(expected), expected + " in\n" + ran.out());
        }
        JsonNode monitor = JsonOutput.parse(run("model", "monitor", "spends", "--json").out());
        assertEquals(1, monitor.path("windows").path(0).path("measured").asInt());
        assertEquals(ExitCode.REFUSED, run("model", "monitor", "spend").exitCode());
    }

    @Test
    void aModelThatIsNotThereIsRefused() {
        Ran ran = run("model", "show", "spend");
        assertEquals(ExitCode.REFUSED, ran.exitCode());
        assertTrue(ran.err().contains("there is no predictor spend"), ran.err());
    }
}
