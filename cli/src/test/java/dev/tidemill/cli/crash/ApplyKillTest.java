package dev.tidemill.cli.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.cli.ShopFolder;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.release.DefinitionPayload;
import dev.tidemill.cli.release.SavedPlan;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.definitions.release.DefinitionFiles;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a server while definitions are put in force. After a restart the former or the new ones are
 * in force, never parts of both; and applying the same plan again says that all is done, or goes
 * on. {@code -Dtidemill.long=true} kills thirty times, {@code -Dtidemill.kills} as often as it
 * says, {@code -Dtidemill.seed} repeats a run.
 */
class ApplyKillTest {
    private static final int KILLS =
            Integer.getInteger("tidemill.kills", Boolean.getBoolean("tidemill.long") ? 30 : 4);
    private static final int ROWS = 4_000;
    private static final int ROWS_AT_ONCE = 500;
    private static final int LIFE_MILLIS_MAX = 1_200;

    /** Tables are built beside the ticks, and slowly, so that kills meet them on their way. */
    private static final String LIMITS =
            """
            limits:
              build-at-once-rows: 100
              build-chunk-rows: 20
              build-slice-millis: 1
            """;

    @TempDir private Path folder;

    private int found;
    private int former;

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void definitionsAreWhollyInForceOrNotAcrossKills() throws Exception {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        System.out.println("seed " + seed + ", " + KILLS + " kills");
        SplittableRandom random = new SplittableRandom(seed);
        ShopFolder served = ShopFolder.in(folder.resolve("served"), LIMITS);
        ShopFolder next = ShopFolder.in(folder.resolve("next"), LIMITS);
        Path data = folder.resolve("data");
        fill(served, data);
        int factor = 1;
        for (int kill = 0; kill < KILLS; kill++) {
            String when = "kill " + kill + ", seed " + seed;
            next.spentTimes(factor + 1);
            SavedPlan plan = applyThenKill(served, data, next, random);
            factor = goOn(served, data, plan, factor, when);
        }
        System.out.printf("%d kills: %d found new ones, %d former ones%n", KILLS, found, former);
    }

    private static void fill(ShopFolder served, Path data) throws Exception {
        ServerProcess server = ServerProcess.start(served.folder(), data);
        try (ServerClient client = server.client()) {
            for (int i = 0; i < ROWS; i += ROWS_AT_ONCE) {
                StringBuilder insert = new StringBuilder("INSERT INTO orders VALUES ");
                for (int row = i; row < i + ROWS_AT_ONCE; row++) {
                    insert.append(row == i ? "" : ", ")
                            .append("('c%d', 1, TIMESTAMP '2001-01-01 00:00:00')".formatted(row));
                }
                JsonNode ignored = client.queryJson(insert.toString());
            }
        } finally {
            server.kill();
        }
    }

    private static SavedPlan applyThenKill(
            ShopFolder served, Path data, ShopFolder next, SplittableRandom random)
            throws Exception {
        ServerProcess server = ServerProcess.start(served.folder(), data);
        try (ServerClient client = server.client()) {
            ObjectNode payload = DefinitionPayload.of(DefinitionFiles.read(next.folder()), false);
            SavedPlan plan = new SavedPlan(client.post("/v1/plan", payload), payload);
            assertTrue(!plan.isRefused() && !plan.isEmpty(), plan.plan().toString());
            Thread applying =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            JsonNode ignored =
                                                    client.post("/v1/apply", request(plan, 60_000));
                                        } catch (RuntimeException e) {
                                            // The server was killed under it.
                                        }
                                    });
            Thread.sleep(random.nextInt(LIFE_MILLIS_MAX));
            server.kill();
            applying.join();
            return plan;
        } finally {
            server.kill();
        }
    }

    private static ObjectNode request(SavedPlan plan, long settleMillis) {
        return plan.request().put("settle_ms", settleMillis);
    }

    /** Looks at what a restart found, and applies the same plan again. */
    private int goOn(ShopFolder served, Path data, SavedPlan plan, int factor, String when)
            throws Exception {
        String target = plan.plan().path("target").asText();
        ServerProcess server = ServerProcess.start(served.folder(), data);
        try (ServerClient client = server.client()) {
            JsonNode inForce = client.get("/v1/definitions");
            boolean isNew = inForce.path("files").asText().equals(target);
            found += isNew ? 1 : 0;
            former += isNew ? 0 : 1;
            int shown = shown(client, when);
            assertTrue(shown == factor || (isNew && shown == factor + 1), when + ": " + shown);

            JsonNode state = client.post("/v1/apply", request(plan, 0));
            assertEquals(target, state.path("release").asText(), when);
            awaitBuilt(client);
            assertEquals(factor + 1, shown(client, when), when);
            assertEquals(target, client.get("/v1/definitions").path("release").asText(), when);
            JsonNode verification = client.post("/v1/verify", null);
            assertEquals(0, verification.path("mismatches").asLong(), when + ": " + verification);
            if (state.path("settle_ms").asLong() > 0) {
                rollBackAndForth(client, plan, factor, when);
            }
            return factor + 1;
        } finally {
            server.kill();
        }
    }

    /**
     * A settling that a crash broke off has gone on: the former definitions can still come back.
     */
    private static void rollBackAndForth(
            ServerClient client, SavedPlan plan, int factor, String when) throws Exception {
        for (int i = 0; i < 2; i++) {
            ObjectNode back = JsonOutput.object().put("rollback", true);
            if (i == 1) {
                // What was gone back from has to be named.
                back.put("release", plan.plan().path("target").asText());
            }
            JsonNode ignored = client.post("/v1/apply", back.put("settle_ms", 0));
            awaitBuilt(client);
            assertEquals(factor + i, shown(client, when), when);
        }
        assertEquals(
                plan.plan().path("target").asText(),
                client.get("/v1/definitions").path("release").asText(),
                when);
    }

    private static void awaitBuilt(ServerClient client) throws InterruptedException {
        while (!client.get("/v1/status").path("building").isEmpty()
                || isUnsettled(client.get("/v1/definitions").path("apply"))) {
            Thread.sleep(20);
        }
    }

    /** With a long time to settle nobody waits for its end. */
    private static boolean isUnsettled(JsonNode apply) {
        return apply.path("phase").asText().equals("building")
                || (apply.path("settle_ms").asLong() == 0 && !apply.path("ended").asBoolean(true));
    }

    /** The factor that all rows show, at one tick. */
    private static int shown(ServerClient client, String when) {
        JsonNode row =
                client.queryJson(
                                "SELECT min(s.v), max(s.v), min(k.v), max(k.v), count(*),"
                                        + " sum(s.total), min(k.n)"
                                        + " FROM spent s CROSS JOIN known k")
                        .path("rows")
                        .path(0);
        String all = when + ": " + row;
        int factor = row.path(0).asInt();
        assertEquals(factor, row.path(1).asInt(), all);
        assertEquals(factor, row.path(2).asInt(), all);
        assertEquals(factor, row.path(3).asInt(), all);
        assertEquals(ROWS, row.path(4).asLong(), all);
        assertEquals((long) factor * ROWS, row.path(5).asLong(), all);
        assertEquals(ROWS, row.path(6).asLong(), all);
        return factor;
    }
}
