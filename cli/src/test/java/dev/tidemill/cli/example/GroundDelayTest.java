package dev.tidemill.cli.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.Ran;
import dev.tidemill.cli.Sources;
import dev.tidemill.cli.client.ServerAddress;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The flights' ground delay: ordered when trouble stays, taken back when it goes, and backtested.
 */
@Timeout(120)
class GroundDelayTest {
    private static final LocalDateTime TEN = LocalDateTime.parse("2001-01-08T10:00:00");

    @TempDir private Path folder;
    private long flights;

    private long post(ServerClient client, String table, int count, String columns) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < count; i++) {
            rows.append(
                    "{\"flight_id\":%d,\"origin\":\"ORD\",\"destination\":\"ATL\",\"distance\":606,%s}\n"
                            .formatted(flights++, columns));
        }
        JsonNode answer = client.postRows(table, rows.toString().getBytes(UTF_8), "p" + flights);
        assertEquals(count, answer.path("accepted").asInt(), answer.toString());
        return answer.path("tick").asLong();
    }

    private void land(ServerClient client, int count, int delay, LocalDateTime at) {
        long ignored =
                post(
                        client,
                        "arrivals",
                        count,
                        "\"departed_at\":\"%s:00\",\"delay\":%d,\"arrived_at\":\"%s:00\""
                                .formatted(at.minusHours(2), delay, at));
    }

    /** Time passes by what happens, here a departure each minute. */
    private void until(ServerClient client, LocalDateTime from, int minutes) {
        for (int minute = 0; minute <= minutes; minute++) {
            long ignored =
                    post(
                            client,
                            "departures",
                            1,
                            "\"departed_at\":\"%s:00\"".formatted(from.plusMinutes(minute)));
        }
    }

    private static void awaitDelays(ServerClient client, int wanted) throws InterruptedException {
        JsonNode rows;
        do {
            Thread.sleep(20);
            rows = client.queryJson("SELECT airport, late_rate FROM ground_delays").path("rows");
        } while (rows.size() != wanted);
    }

    @Test
    void isOrderedWhenTroubleStaysAndTakenBackWhenItGoes() throws Exception {
        TidemillOptions options =
                TidemillOptions.defaults()
                        .withData(folder.resolve("data"))
                        .withReplay(null, false, null)
                        .withWatching(false);
        try (TidemillServer server =
                        TidemillServer.start(
                                ServerOptions.loopback(0),
                                url ->
                                        Tidemill.open(
                                                Sources.root().resolve("examples/flights"),
                                                options.withLocalUrl(url)));
                ServerClient client = new ServerClient(ServerAddress.parse(server.url(), null))) {
            until(client, TEN.minusMinutes(10), 10);
            land(client, 30, 60, TEN);
            until(client, TEN, 14);
            assertEquals(
                    "[[0]]",
                    client.queryJson("SELECT count(*) FROM ground_delays").path("rows").toString(),
                    "trouble has not stayed yet");
            until(client, TEN.plusMinutes(15), 2);
            awaitDelays(client, 1);
            land(client, 60, 0, TEN.plusMinutes(18));
            until(client, TEN.plusMinutes(18), 2);
            awaitDelays(client, 0);
            Ran backtest =
                    Ran.command(
                            "action",
                            "backtest",
                            "ground-delay",
                            "--every",
                            "1 min",
                            "--url",
                            server.url());
            assertEquals(ExitCode.OK, backtest.exitCode(), backtest.err());
            assertTrue(backtest.out().contains("stayed"), backtest.out());
            assertTrue(backtest.out().contains("left"), backtest.out());
            assertTrue(
                    backtest.out().contains("ground-delay would have fired 2 times"),
                    backtest.out());
        }
    }
}
