package dev.tidemill.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands for users and tokens do, and how others come in by what they give. */
class AccountCommandsTest {
    @TempDir private Path folder;

    private String data() {
        return folder.resolve("data").toString();
    }

    @Test
    void usersComeAndGo() {
        assertEquals(
                0,
                Ran.withInput("a password\n", "user", "add", "ann", "--data", data()).exitCode());
        Ran again = Ran.withInput("a password\n", "user", "add", "ann", "--data", data());
        assertEquals(3, again.exitCode(), again.err());
        assertEquals(
                3, Ran.withInput("short\n", "user", "add", "bob", "--data", data()).exitCode());
        Ran scope =
                Ran.command(
                        "user",
                        "add",
                        "bob",
                        "--no-password",
                        "--scopes",
                        "reed",
                        "--data",
                        data());
        assertEquals(3, scope.exitCode());
        assertTrue(scope.err().contains("metrics"), scope.err());
        Ran list = Ran.command("user", "list", "--json", "--data", data());
        assertTrue(
                list.out()
                        .startsWith(
                                "{\"users\":[{\"name\":\"ann\",\"scopes\":[\"read\"],\"password\":true"),
                list.out());
        assertEquals(
                0,
                Ran.withInput("another password\n", "user", "passwd", "ann", "--data", data())
                        .exitCode());
        assertEquals(0, Ran.command("user", "remove", "ann", "--data", data()).exitCode());
        assertEquals(3, Ran.command("user", "remove", "ann", "--data", data()).exitCode());
        assertEquals("there are no users\n", Ran.command("user", "list", "--data", data()).out());
    }

    @Test
    void aTokenIsShownOnceAndLetsIn() throws Exception {
        Files.writeString(folder.resolve("tidemill.yaml"), "name: kept\n");
        TidemillOptions options = TidemillOptions.defaults().withData(folder.resolve("data"));
        try (TidemillServer server =
                TidemillServer.start(
                        ServerOptions.loopback(0), _ -> Tidemill.open(folder, options))) {
            assertEquals(0, Ran.command("status", "--url", server.url()).exitCode());
            assertEquals(
                    0,
                    Ran.command("user", "add", "ann", "--no-password", "--data", data())
                            .exitCode());
            Ran refused = Ran.command("status", "--url", server.url());
            assertEquals(3, refused.exitCode(), refused.err());
            assertTrue(refused.err().contains("TM2013"), refused.err());

            Ran created =
                    Ran.command(
                            "token",
                            "create",
                            "--user",
                            "ann",
                            "--expires",
                            "1d",
                            "--data",
                            data());
            String token = created.out().strip();
            assertTrue(token.startsWith("tm_"), created.out());
            assertEquals(
                    0, Ran.command("status", "--url", server.url(), "--token", token).exitCode());
            Ran list = Ran.command("token", "list", "--data", data());
            assertFalse(list.out().contains(token), list.out());
            String id = token.substring(3, 15);
            assertTrue(list.out().contains(id), list.out());
            assertEquals(0, Ran.command("token", "revoke", id, "--data", data()).exitCode());
            assertEquals(
                    3, Ran.command("status", "--url", server.url(), "--token", token).exitCode());
        }
    }
}
