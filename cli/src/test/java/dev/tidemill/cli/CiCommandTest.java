package dev.tidemill.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The workflow is YAML, and its commands do what they are there for, on a real server. */
@Timeout(120)
class CiCommandTest {
    private static final Pattern COMMAND =
            Pattern.compile("\\.tidemill-program/tidemill ([^>|\\n]*)");

    @TempDir private Path folder;

    private static JsonNode workflow(String... arguments) throws Exception {
        Ran ran = Ran.command(arguments);
        assertEquals(ExitCode.OK, ran.exitCode(), ran.err());
        return new ObjectMapper(new YAMLFactory()).readTree(ran.out());
    }

    /** The program's commands in the steps of a job, without what a shell does with them. */
    private static List<String> commands(JsonNode workflow, String job) {
        List<String> commands = new ArrayList<>();
        for (JsonNode step : workflow.path("jobs").path(job).path("steps")) {
            Matcher found = COMMAND.matcher(step.path("run").asText());
            while (found.find()) {
                commands.add(found.group(1).strip());
            }
        }
        return commands;
    }

    @Test
    void applyRunsOnTheBranchAndPlanOnPullRequests() throws Exception {
        JsonNode workflow = workflow("ci", "data/shop", "--branch", "live");
        assertEquals("data/shop/**", workflow.at("/on/pull_request/paths/0").asText());
        assertEquals("live", workflow.at("/on/push/branches/0").asText());
        assertTrue(workflow.at("/jobs/apply/if").asText().contains("'live'"));
        assertEquals("check", workflow.at("/jobs/apply/needs").asText());
        assertEquals("check", workflow.at("/jobs/plan/needs").asText());
        for (String job : List.of("plan", "apply")) {
            assertEquals(
                    "${{ secrets.TIDEMILL_TOKEN }}",
                    workflow.at("/jobs/" + job + "/env/TIDEMILL_TOKEN").asText());
        }
        assertTrue(workflow.at("/jobs/check/env").isMissingNode(), "no secrets are needed there");
    }

    @Test
    void stepsDoWhatTheyAreThereFor() throws Exception {
        ShopFolder shop = ShopFolder.in(folder.resolve("shop"), "");
        JsonNode workflow = workflow("ci", "shop");
        assertEquals(List.of("validate shop", "test-project shop"), commands(workflow, "check"));
        assertEquals(List.of("plan shop"), commands(workflow, "plan"));
        assertEquals(
                List.of("plan shop --out tidemill.plan", "apply tidemill.plan", "status"),
                commands(workflow, "apply"));
        try (TidemillServer server =
                TidemillServer.start(
                        ServerOptions.loopback(0),
                        url ->
                                Tidemill.open(
                                        shop.folder(),
                                        TidemillOptions.defaults()
                                                .withWatching(false)
                                                .withLocalUrl(url)))) {
            shop.write("tables/fresh.sql", "SELECT count(*) AS n FROM orders\n");
            commands(workflow, "check").forEach(command -> run(command, null));
            commands(workflow, "plan").forEach(command -> run(command, server.url()));
            commands(workflow, "apply").forEach(command -> run(command, server.url()));
            assertEquals(1, server.mill().query("SELECT n FROM fresh").rows().size());
        }
    }

    private void run(String command, @org.jspecify.annotations.Nullable String url) {
        List<String> arguments = new ArrayList<>();
        for (String word : command.split(" ", -1)) {
            boolean isFile = word.equals("shop") || word.equals("tidemill.plan");
            arguments.add(isFile ? folder.resolve(word).toString() : word);
        }
        if (url != null) {
            arguments.addAll(List.of("--url", url));
        }
        if (command.startsWith("apply")) {
            arguments.addAll(List.of("--settle", "1s"));
        }
        Ran ran = Ran.command(arguments.toArray(String[]::new));
        assertEquals(ExitCode.OK, ran.exitCode(), command + ": " + ran.out() + ran.err());
    }

    @Test
    void refusesWhatAShellWouldTakeApart() {
        assertEquals(ExitCode.REFUSED, Ran.command("ci", "shop; rm -rf x").exitCode());
        assertEquals(ExitCode.REFUSED, Ran.command("ci", "../shop").exitCode());
        assertEquals(ExitCode.REFUSED, Ran.command("ci", "--branch", "a'b").exitCode());
    }
}
