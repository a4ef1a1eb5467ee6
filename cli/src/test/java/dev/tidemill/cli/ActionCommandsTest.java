package dev.tidemill.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActionCommandsTest {
    private final FakeServer server = new FakeServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void listSaysHowEachActionStands() {
        server.onJson(
                "GET /v1/actions/state",
                """
                {"actions":[{"name":"tell","on":"high","effect":"webhook","shadow":false,"paused":true,
                "silences":[{"key":"ATL","ends_at":"2026-01-01T01:00:00Z","reason":null}],
                "counts":{"told":3,"silenced":1,"limited":0,"standing":2,"waiting":0}}]}""");

        Ran ran = Ran.command("action", "list", "--url", server.url());

        assertTrue(
                ran.out().contains("paused, ATL silenced until 2026-01-01T01:00:00Z"), ran.out());
    }

    @Test
    void silenceNamesRowsAndTheSpan() {
        server.onJson("POST /v1/actions/tell/silence", "{\"tick\":7}");

        Ran ran =
                Ran.command(
                        "action",
                        "silence",
                        "tell",
                        "--for",
                        "1h",
                        "--key",
                        "ATL",
                        "--url",
                        server.url());

        assertEquals("tell of ATL is silenced for 1h from tick 7 on\n", ran.out());
        assertEquals(
                "POST /v1/actions/tell/silence {\"for\":\"1h\",\"key\":[\"ATL\"]}",
                server.requests());
    }

    @Test
    void silenceWantsASpanOrItsEnd() {
        Ran ran = Ran.command("action", "silence", "tell", "--url", server.url());

        assertEquals(ExitCode.REFUSED, ran.exitCode());
        assertEquals("", server.requests());
    }

    @Test
    void retryNamesDeliveries() {
        server.onJson("POST /v1/actions/retry", "{\"retried\":2,\"tick\":9}");

        Ran ran = Ran.command("action", "retry", "k1", "k2", "--url", server.url());

        assertEquals("2 sent again from tick 9 on\n", ran.out());
        assertEquals("POST /v1/actions/retry {\"keys\":[\"k1\",\"k2\"]}", server.requests());
    }

    @Test
    void fromQueryWritesATableAndAnActionThatValidate(@TempDir Path folder) throws IOException {
        Ran init = Ran.command("init", folder.resolve("shop").toString());
        assertEquals(ExitCode.OK, init.exitCode(), init.out());
        String project = folder.resolve("shop").toString();

        Ran ran =
                Ran.command(
                        "action",
                        "from-query",
                        "SELECT product, count(*) AS n FROM orders GROUP BY product",
                        "--name",
                        "busy",
                        "--project",
                        project);

        assertEquals("wrote tables/busy.sql\nwrote actions/busy.yaml\n", ran.out());
        String action = Files.readString(folder.resolve("shop/actions/busy.yaml"));
        assertTrue(action.contains("key: [product]"), action);
        assertEquals(ExitCode.OK, Ran.command("validate", project).exitCode());
        Ran again =
                Ran.command(
                        "action", "from-query", "SELECT 1", "--name", "busy", "--project", project);
        assertEquals(ExitCode.REFUSED, again.exitCode());
    }
}
