package dev.tidemill.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.Main;
import dev.tidemill.cli.client.ServerClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the programs that move rows, and the server they speak to; and moves more rows than a small
 * heap holds.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TransferKillTest {
    private static final int ROWS = 150_000;

    /** Far less than the exports have bytes. */
    private static final String SMALL_HEAP = "-Xmx96m";

    @TempDir private Path folder;

    private Path project() throws IOException {
        Path project = Files.createDirectories(folder.resolve("project"));
        Files.writeString(
                project.resolve("tidemill.yaml"),
                "name: moved\nlimits:\n  query-memory: 256 MiB\n  query-memory-per-user: 256 MiB\n");
        return project;
    }

    private ServerProcess serve() throws IOException {
        return ServerProcess.start(project(), folder.resolve("data"), SMALL_HEAP);
    }

    /** The program in a process of its own. */
    private Process command(ServerProcess server, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                SMALL_HEAP,
                                "-XX:+UseSerialGC",
                                "-Djava.io.tmpdir=" + folder,
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--url", "http://127.0.0.1:" + server.port()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile())
                .start();
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("said.txt"));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private void writeRows() throws IOException {
        StringBuilder rows = new StringBuilder("id,v\n");
        for (int id = 0; id < ROWS; id++) {
            rows.append(id).append(",row ").append(id).append('\n');
        }
        Files.write(folder.resolve("rows.csv"), rows.toString().getBytes(UTF_8));
    }

    private static long count(ServerClient client, String what) {
        return client.queryJson("SELECT " + what + " FROM t").path("rows").path(0).path(0).asLong();
    }

    private static void awaitSome(ServerClient client) throws InterruptedException {
        while (count(client, "count(*)") == 0) {
            Thread.sleep(2);
        }
    }

    private Process importing(ServerProcess server) throws IOException {
        return command(
                server, "import", file("rows.csv"), "--into", "t", "--batch-rows", "500", "--json");
    }

    @Test
    void anImportOrItsServerThatIsKilledIsRunAgainForEachRowOnce() throws Exception {
        writeRows();
        ServerProcess server = serve();
        try {
            try (ServerClient client = server.client()) {
                JsonNode _ = client.queryJson("CREATE TABLE t (id BIGINT, v TEXT)");
                Process first = importing(server);
                awaitSome(client);
                first.destroyForcibly().waitFor();
                assertTrue(count(client, "count(*)") < ROWS, "the import was over too soon");

                long before = count(client, "count(*)");
                Process second = importing(server);
                while (count(client, "count(*)") <= before && second.isAlive()) {
                    Thread.sleep(2);
                }
                server.kill();
                assertEquals(4, second.waitFor(), said());
            }
            server = serve();
            try (ServerClient client = server.client()) {
                long before = count(client, "count(*)");
                assertTrue(before > 0 && before < ROWS, before + " rows");

                Process third = importing(server);

                assertEquals(0, third.waitFor(), said());
                assertTrue(said().contains("\"already_there\":" + before + ","), said());
                assertEquals(ROWS, count(client, "count(*)"));
                assertEquals(ROWS, count(client, "count(DISTINCT id)"));
            }
        } finally {
            server.kill();
        }
    }

    @Test
    void anExportThatIsKilledLeavesNoFileAndNoQuery() throws Exception {
        ServerProcess server = serve();
        try (ServerClient client = server.client()) {
            String endless = "SELECT i FROM range(1000000000000) r(i)";
            Process export = command(server, "export", "--query", endless, "--to", file("i.csv"));
            Path partial = folder.resolve("i.csv.partial");
            while (!Files.exists(partial) || Files.size(partial) == 0) {
                assertTrue(export.isAlive(), said());
                Thread.sleep(2);
            }
            export.destroyForcibly().waitFor();

            assertFalse(Files.exists(folder.resolve("i.csv")));
            while (client.get("/v1/queries").path("running").asLong() > 0) {
                Thread.sleep(10);
            }
            Process again =
                    command(server, "export", "--query", "SELECT 1 AS i", "--to", file("i.csv"));
            assertEquals(0, again.waitFor(), said());
            assertEquals("i\n1\n", Files.readString(folder.resolve("i.csv")));
            assertFalse(Files.exists(partial));
        } finally {
            server.kill();
        }
    }

    @Test
    void movesMoreThanASmallHeapHolds() throws Exception {
        int rows = 3_000_000;
        String wide = "SELECT i, repeat('x', 100) || i AS v FROM range(" + rows + ") r(i)";
        ServerProcess server = serve();
        try (ServerClient client = server.client()) {
            for (String name : List.of("wide.csv", "wide.ndjson", "wide.parquet")) {
                Process export =
                        command(server, "export", "--query", wide, "--to", file(name), "--json");
                assertEquals(0, export.waitFor(), said());
                assertTrue(said().contains("\"rows\":" + rows + ","), said());
            }
            assertTrue(Files.size(folder.resolve("wide.csv")) > 300L * rows / 3);
            JsonNode _ = client.queryJson("CREATE TABLE t (i BIGINT PRIMARY KEY, v TEXT)");
            Process load =
                    command(
                            server,
                            "export",
                            "--query",
                            "SELECT i % 1000 AS i, repeat('y', 200) AS v FROM range(600000) r(i)",
                            "--to",
                            file("load.parquet"));
            assertEquals(0, load.waitFor(), said());
            Process into = command(server, "import", file("load.parquet"), "--into", "t", "--json");
            assertEquals(0, into.waitFor(), said());
            assertTrue(said().contains("\"accepted\":600000,"), said());
            assertEquals(1_000, count(client, "count(*)"));
        } finally {
            server.kill();
        }
    }
}
