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

/** Forgetting people, asking what things cost and trying things again, by the commands. */
@Timeout(120)
class CustodyCommandsTest {
    @TempDir private Path folder;

    private TidemillServer server;

    @BeforeEach
    void serve() throws Exception {
        ShopFolder shop = ShopFolder.in(folder.resolve("shop"), "");
        Path contract = shop.folder().resolve("contracts/orders.yaml");
        Files.writeString(
                contract,
                Files.readString(contract)
                        .replace(
                                "physicalType: TEXT\n",
                                """
                                physicalType: TEXT
                                        customProperties:
                                          - {property: subject, value: customer}
                                """));
        server =
                TidemillServer.start(
                        ServerOptions.loopback(0),
                        url ->
                                Tidemill.open(
                                        shop.folder(),
                                        TidemillOptions.defaults()
                                                .withWatching(false)
                                                .withLocalUrl(url)));
        for (String customer : new String[] {"ada", "bob", "ada"}) {
            server.mill()
                    .execute(
                            "INSERT INTO orders VALUES ('%s', 60, TIMESTAMP '2001-01-01 00:00:00')"
                                    .formatted(customer));
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
    void forgetTellsWhatItDidAndWhatItDoesNotReach() {
        assertEquals("nobody was erased\n", run("forget").out());
        Ran before = run("forget", "--subject", "ada", "--check");
        assertEquals(ExitCode.DIFFERENT, before.exitCode(), before.err());
        assertTrue(before.out().contains("orders  customer     2"), before.out());

        Ran ran = run("forget", "--subject", "ada");
        assertEquals(ExitCode.OK, ran.exitCode(), ran.out() + ran.err());
        assertTrue(ran.out().startsWith("erased in tick "), ran.out());
        assertTrue(ran.out().contains("built again: "), ran.out());
        assertTrue(ran.out().contains("made of the values: spent.customer"), ran.out());
        assertTrue(ran.out().endsWith("found nowhere\n"), ran.out());
        assertFalse(ran.out().contains("ada"), ran.out());
        assertEquals(
                1L, server.mill().query("SELECT count(*) FROM spent").rows().row(0).getFirst());

        assertEquals("found nowhere\n", run("forget", "--subject", "ada", "--check").out());
        JsonNode receipts = JsonOutput.parse(run("forget", "--json").out()).path("receipts");
        assertEquals(1, receipts.size());
        assertEquals("complete", receipts.path(0).path("state").asText());
        assertEquals("local", receipts.path(0).path("by").asText());
        assertEquals(2, receipts.path(0).path("tables").path(0).path("rows").asInt());
        assertTrue(run("forget").out().contains("complete"), run("forget").out());
    }

    @Test
    void forgetRefusesWhomNoContractNames() {
        Ran ran = run("forget", "--subject", "ada", "--kind", "patient");
        assertEquals(ExitCode.REFUSED, ran.exitCode());
        assertTrue(ran.err().contains("contracts name customer"), ran.err());
    }

    @Test
    void costsNamesTablesAndUsers() {
        assertEquals(ExitCode.OK, run("sql", "SELECT * FROM spent").exitCode());
        Ran ran = run("costs");
        assertEquals(ExitCode.OK, ran.exitCode(), ran.err());
        assertTrue(ran.out().contains("LIVE TABLE"), ran.out());
        assertTrue(ran.out().contains("\nspent "), ran.out());
        assertTrue(ran.out().contains("\nlocal "), ran.out());
        assertTrue(ran.out().contains("counted since "), ran.out());
        JsonNode costs = JsonOutput.parse(run("costs", "--json").out());
        assertEquals(2, costs.path("tables").size(), costs.toString());
        assertEquals(1, costs.path("users").path(0).path("queries").asInt(), costs.toString());
    }

    @Test
    void restartOfWhatIsNotThereIsRefused() {
        Ran ran = run("restart", "airports");
        assertEquals(ExitCode.REFUSED, ran.exitCode());
        assertTrue(ran.err().contains("no source and no action"), ran.err());
    }
}
