package dev.tidemill.node.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.read.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A mill with an event table whose rows leave memory and, the oldest, are dropped, a keyed table
 * and live tables over both; and what must be in them as of each tick.
 */
public final class LoadedMill {
    private static final int RUN_ROWS = 100;
    private static final int KEPT_ROWS = 2_000;
    private static final long MINUTE = 60_000_000L;
    private static final int KEYS = 40;

    private final Path project;
    private final SplittableRandom random;

    /** The readings so far and the balances, by the tick from which on they are there. */
    private final TreeMap<Long, Expected> expected = new TreeMap<>();

    private long readings;
    private long total;
    private long great;
    private final long[] balances = new long[KEYS];

    /** What tables hold as of a tick. */
    private record Expected(long readings, long total, long great, List<Long> balances) {}

    public LoadedMill(Path project, long seed) throws IOException {
        this.project = project;
        this.random = new SplittableRandom(seed);
        Files.createDirectories(project.resolve("contracts"));
        Files.createDirectories(project.resolve("tables"));
        Files.writeString(
                project.resolve("tidemill.yaml"),
                "name: kept\nlimits:\n  history-run-rows: " + RUN_ROWS + "\n");
        table("totals", "SELECT count(*) AS n, sum(value) AS total FROM readings");
        table("grown", "SELECT at, value, note FROM readings WHERE value >= 50");
        table("balance", "SELECT sum(amount) AS total, count(*) AS n FROM accounts");
        table(
                "joined",
                "SELECT a.id, a.amount, count(*) AS n FROM accounts a"
                        + " JOIN readings r ON r.value = a.id GROUP BY a.id, a.amount");
        contract(
                "readings",
                """
                      - {property: tableKind, value: event}
                      - {property: eventTime, value: at}
                      - {property: retentionRows, value: %d}
                    properties:
                      - {name: at, logicalType: timestamp, physicalType: TIMESTAMP, required: true}
                      - {name: value, logicalType: integer, physicalType: BIGINT}
                      - {name: note, logicalType: string, physicalType: TEXT}
                """
                        .formatted(KEPT_ROWS));
        contract(
                "accounts",
                """
                      - {property: tableKind, value: keyed}
                    properties:
                      - {name: id, logicalType: integer, physicalType: BIGINT, primaryKey: true, primaryKeyPosition: 1, required: true}
                      - {name: amount, logicalType: integer, physicalType: BIGINT}
                """);
    }

    private void table(String name, String sql) throws IOException {
        Files.writeString(project.resolve("tables/" + name + ".sql"), sql + "\n");
    }

    private void contract(String name, String rest) throws IOException {
        Files.writeString(
                project.resolve("contracts/" + name + ".yaml"),
                """
                apiVersion: v3.1.0
                kind: DataContract
                id: %s
                name: %s
                version: 1.0.0
                status: active
                schema:
                  - name: %s
                    customProperties:
                """
                                .formatted(name, name, name)
                        + rest);
    }

    public Tidemill open(Path data) {
        return Tidemill.open(
                project,
                TidemillOptions.defaults()
                        .withData(data)
                        .withWatching(false)
                        .withCheckpoints(50, 1 << 20));
    }

    /** Appends rows to the event table and changes some of the keyed one. */
    public void append(Tidemill mill) throws InterruptedException {
        int count = random.nextInt(1, 60);
        BatchBuilder rows = new BatchBuilder(mill.input("readings").schema(), count);
        for (int i = 0; i < count; i++) {
            long value = random.nextInt(100);
            rows.add(
                    1,
                    (readings + random.nextInt(20)) * MINUTE,
                    value,
                    "reading " + readings + " of " + random.nextLong());
            readings++;
            total += value;
            great += value >= 50 ? 1 : 0;
        }
        note(mill.append("readings", ParsedRows.of(rows.build()), AppendOptions.embedded()).tick());
        BatchBuilder upserts = new BatchBuilder(mill.input("accounts").schema(), 1);
        int key = random.nextInt(KEYS);
        balances[key] += 1 + random.nextInt(9);
        upserts.add(1, (long) key, balances[key]);
        note(
                mill.append("accounts", ParsedRows.of(upserts.build()), AppendOptions.embedded())
                        .tick());
    }

    private void note(long tick) {
        List<Long> known = new ArrayList<>();
        for (int key = 0; key < KEYS; key++) {
            if (balances[key] > 0) {
                known.add(key * 1_000_000_000L + balances[key]);
            }
        }
        expected.put(tick, new Expected(readings, total, great, known));
    }

    /** The greatest tick that something was acknowledged in. */
    public long lastTick() {
        return expected.isEmpty() ? 0 : expected.lastKey();
    }

    /** Compares every table with what was acknowledged up to a tick. */
    public void check(Tidemill mill, long tick, String when) throws InterruptedException {
        assertTrue(mill.await(tick, 20_000), when);
        var entry = expected.floorEntry(tick);
        Expected at = entry == null ? new Expected(0, 0, 0, List.of()) : entry.getValue();
        List<@Nullable Object> totals = row(mill, "SELECT n, total::BIGINT FROM totals");
        assertEquals(at.readings(), totals.get(0), when);
        assertEquals(at.readings() == 0 ? null : at.total(), totals.get(1), when);
        List<@Nullable Object> kept =
                row(
                        mill,
                        "SELECT count(*), count(DISTINCT note),"
                                + " coalesce(max(split_part(note, ' ', 2)::BIGINT), -1) FROM readings");
        assertEquals(kept.get(0), kept.get(1), when);
        assertEquals(at.readings() - 1, kept.get(2), when + ": the newest row");
        long rows = (Long) java.util.Objects.requireNonNull(kept.get(0));
        assertTrue(
                rows >= Math.min(at.readings(), KEPT_ROWS) && rows <= at.readings(),
                when + ": " + rows + " rows of " + at.readings());
        assertEquals(
                List.<@Nullable Object>of(at.great(), at.great()),
                row(mill, "SELECT count(*), count(DISTINCT note) FROM grown"),
                when);
        List<@Nullable Object> found = new ArrayList<>();
        var accounts =
                mill.query("SELECT id * 1000000000 + amount FROM accounts ORDER BY id").rows();
        for (int i = 0; i < accounts.size(); i++) {
            found.add(accounts.row(i).getFirst());
        }
        assertEquals(at.balances(), found, when);
        Verification verification = mill.verify();
        assertEquals(0, verification.mismatches(), when + verification);
    }

    private static List<@Nullable Object> row(Tidemill mill, String sql) {
        return mill.query(sql).rows().row(0);
    }
}
