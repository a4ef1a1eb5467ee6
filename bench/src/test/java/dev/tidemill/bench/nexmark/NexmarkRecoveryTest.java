package dev.tidemill.bench.nexmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.bench.BenchFolder;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.tick.PublishedTick;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All queries of Nexmark in one mill with a journal. Again and again it goes on as if it had been
 * killed at a random tick: from a copy of its data folder, with the newest checkpoint and the
 * journal behind that. {@code -Dtidemill.seed=7} takes another seed, {@code -Dtidemill.long=true}
 * many and more events.
 */
class NexmarkRecoveryTest {
    private static final long SEED = Long.getLong("tidemill.seed", 11);
    private static final boolean LONG = Boolean.getBoolean("tidemill.long");
    private static final int EVENTS = LONG ? 20_000 : 3_000;
    private static final int TICK_ROWS = EVENTS / 60;
    private static final long NEVER_MILLIS = 1L << 40;
    private static final List<NexmarkQuery> QUERIES = NexmarkQuery.all();

    static LongStream seeds() {
        return LongStream.range(SEED, SEED + (LONG ? 10 : 1));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyQueryGoesOnAfterKillsAtRandomTicksAsIfThereHadBeenNone(
            long seed, @TempDir Path folder) throws IOException, InterruptedException {
        System.out.println("seed " + seed);
        NexmarkEvents events = NexmarkEvents.of(new NexmarkShape(seed, EVENTS, 60, 7), TICK_ROWS);
        writeProject(folder.resolve("project"));
        Random random = new Random(seed);
        Path data = folder.resolve("data");
        Tidemill mill = open(folder, data);
        int kills = 0;
        int checkpoints = 0;
        try {
            for (TickInput tick : events.ticks()) {
                append(mill, tick);
                if (random.nextInt(6) == 0) {
                    checkpoint(mill);
                    checkpoints++;
                }
                if (random.nextInt(6) == 0) {
                    Map<String, RowDigest.Answer> before = answers(mill);
                    Path copy = folder.resolve("data" + ++kills);
                    copy(data, copy);
                    mill.close();
                    BenchFolder.delete(data);
                    data = copy;
                    mill = open(folder, data);
                    assertEquals(before, answers(mill), "recovered, seed " + seed);
                }
            }
            assertEquals(Map.of(), undisturbed(events, answers(mill)), "at the end, seed " + seed);
            assertEquals(0, mill.quarantinedTotal(null), "rows in quarantine");
        } finally {
            mill.close();
        }
        assertTrue(kills > 2 && checkpoints > 2, kills + " kills, " + checkpoints + " checkpoints");
    }

    /** What differs from a circuit that was never killed. */
    private static Map<String, String> undisturbed(
            NexmarkEvents events, Map<String, RowDigest.Answer> answers) {
        Map<String, String> differing = new TreeMap<>();
        for (NexmarkQuery query : QUERIES) {
            RowDigest.Answer expected = new LiveQuery(query, events, 1).answer();
            RowDigest.Answer found = answers.get(query.name());
            if (!expected.equals(found)) {
                differing.put(query.name(), found + " instead of " + expected);
            }
        }
        return differing;
    }

    private static Tidemill open(Path folder, Path data) {
        return Tidemill.open(
                folder.resolve("project"),
                TidemillOptions.defaults()
                        .withData(data)
                        .withWatching(false)
                        .withCheckpoints(NEVER_MILLIS, Long.MAX_VALUE));
    }

    /** The rows of a tick; each stream's make one of their own here. */
    private static void append(Tidemill mill, TickInput tick) throws InterruptedException {
        for (InputChange change : tick.changes()) {
            long at =
                    mill.append(
                                    change.table(),
                                    ParsedRows.of(change.rows()),
                                    AppendOptions.embedded())
                            .tick();
            assertTrue(mill.await(at, 60_000), "tick " + at);
        }
    }

    private static void checkpoint(Tidemill mill) throws InterruptedException {
        long begun = mill.checkpoints().begun();
        mill.askForCheckpoint();
        // A checkpoint is begun behind a tick.
        Batch one = NexmarkEvents.side().gather(new int[] {0}, 1);
        long tick =
                mill.append(NexmarkTables.SIDE.name(), ParsedRows.of(one), AppendOptions.embedded())
                        .tick();
        assertTrue(mill.await(tick, 60_000), "tick " + tick);
        while (mill.checkpoints().begun() == begun || mill.checkpoints().underWay()) {
            Thread.sleep(1);
        }
    }

    private static Map<String, RowDigest.Answer> answers(Tidemill mill) {
        Map<String, RowDigest.Answer> answers = new TreeMap<>();
        try (PublishedTick tick = mill.pin()) {
            for (NexmarkQuery query : QUERIES) {
                TableSnapshot table = tick.snapshot().table(query.name());
                int columns = table.schema().size();
                RowDigest digest = new RowDigest(query.compared(columns));
                for (Supplier<@Nullable Batch> part :
                        table.scan(IntStream.range(0, columns).toArray())) {
                    for (Batch chunk = part.get(); chunk != null; chunk = part.get()) {
                        digest.add(chunk);
                    }
                }
                answers.put(query.name(), digest.answer());
            }
        }
        return answers;
    }

    /** Nothing is sent and no checkpoint under way, so that the files are those of a kill. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void writeProject(Path project) throws IOException {
        Path contracts = Files.createDirectories(project.resolve("contracts"));
        Path tables = Files.createDirectories(project.resolve("tables"));
        Files.writeString(project.resolve("tidemill.yaml"), "name: nexmark\ntimezone: UTC\n");
        for (InputTable table : NexmarkTables.ALL) {
            Files.writeString(contracts.resolve(table.name() + ".yaml"), contract(table));
        }
        for (NexmarkQuery query : QUERIES) {
            Files.writeString(tables.resolve(query.name() + ".sql"), query.sql());
        }
    }

    private static String contract(InputTable table) {
        StringBuilder text = new StringBuilder();
        text.append(
                """
                apiVersion: v3.1.0
                kind: DataContract
                id: nexmark.%1$s
                name: %1$s
                version: 1.0.0
                status: active
                schema:
                  - name: %1$s
                    customProperties:
                """
                        .formatted(table.name()));
        if (table.isKeyed()) {
            text.append("      - {property: tableKind, value: keyed}\n");
        } else {
            text.append("      - {property: tableKind, value: event}\n");
            text.append("      - {property: eventTime, value: ")
                    .append(table.schema().fields().get(table.eventTime()).name())
                    .append("}\n      - {property: lateness, value: 4 seconds}\n");
        }
        text.append("    properties:\n");
        for (int i = 0; i < table.schema().size(); i++) {
            Field field = table.schema().fields().get(i);
            text.append("      - {name: ").append(field.name()).append(", required: true");
            text.append(
                    switch (field.type().toString()) {
                        case "BIGINT" -> ", logicalType: integer, physicalType: BIGINT";
                        case "TEXT" -> ", logicalType: string, physicalType: TEXT";
                        case "TIMESTAMP" ->
                                ", logicalType: timestamp, physicalType: TIMESTAMP,"
                                        + " logicalTypeOptions: {timezone: false}";
                        default -> throw new IllegalArgumentException(field.toString());
                    });
            if (table.key().contains(i)) {
                text.append(", primaryKey: true, primaryKeyPosition: 1");
            }
            text.append("}\n");
        }
        return text.toString();
    }
}
