package dev.tidemill.bench.oltp;

import dev.tidemill.bench.BenchFolder;
import dev.tidemill.bench.Durations;
import dev.tidemill.bench.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Point reads, point writes and small transactions a second, and how long they take, of a mill in
 * this process and of PostgreSQL on the loopback. Both acknowledge a write when it is on disk; the
 * mill also when its live table has it. The mill is asked without a wire, which the reads of
 * PostgreSQL mostly wait for.
 */
@Command(
        name = "oltp",
        description = "Point reads, writes and small transactions, beside PostgreSQL.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench oltp --connections 1,8 --seconds 5"})
public final class OltpBench implements Callable<Integer> {
    @Option(names = "--accounts", defaultValue = "100000", description = "Rows: ${DEFAULT-VALUE}.")
    private int accounts;

    @Option(
            names = "--connections",
            split = ",",
            defaultValue = "1,8",
            description = "Threads that ask at once: ${DEFAULT-VALUE}.")
    private List<Integer> connections = List.of();

    @Option(
            names = "--seconds",
            defaultValue = "4",
            description = "Measured for each, after half as long unmeasured: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--of",
            split = ",",
            defaultValue = "mill,live,postgres",
            description = "Of what: a mill, one with a live table, PostgreSQL: ${DEFAULT-VALUE}.")
    private List<String> of = List.of();

    @Option(names = "--json", description = "Print one JSON line a run.")
    private boolean json;

    private final AtomicLong notes = new AtomicLong();

    /** One kind of work. */
    private enum Work {
        READ,
        WRITE,
        MOVE
    }

    @Override
    public Integer call() throws Exception {
        for (String name : of) {
            Path folder = Files.createTempDirectory("tidemill-oltp");
            try (OltpClient.Database database = database(name, folder)) {
                database.load(accounts);
                for (int count : connections) {
                    measure(name, database, count);
                }
            } finally {
                BenchFolder.delete(folder);
            }
        }
        return 0;
    }

    private static OltpClient.Database database(String name, Path folder) throws Exception {
        return switch (name) {
            case "mill" -> new MillDatabase(folder, false);
            case "live" -> new MillDatabase(folder, true);
            case "postgres" -> {
                PostgresDatabase postgres = new PostgresDatabase();
                System.out.println("PostgreSQL " + postgres.settings());
                yield postgres;
            }
            default -> throw new IllegalArgumentException("there is no " + name);
        };
    }

    private void measure(String name, OltpClient.Database database, int count) throws Exception {
        Result result = new Result().put("of", name).put("connections", count);
        for (Work work : Work.values()) {
            String what =
                    switch (work) {
                        case READ -> "reads";
                        case WRITE -> "writes";
                        case MOVE -> "transactions";
                    };
            long before = database.total();
            run(database, work, count, seconds / 2.0, new Durations(), new AtomicLong());
            Durations durations = new Durations();
            AtomicLong conflicts = new AtomicLong();
            double took = run(database, work, count, seconds, durations, conflicts);
            result.put(what + "_per_second", Math.round(durations.count() / took));
            result.put(what + "_p50_ms", durations.millis(0.5));
            result.put(what + "_p99_ms", durations.millis(0.99));
            if (work == Work.MOVE) {
                result.put(what + "_again", conflicts.get());
                if (database.total() != before) {
                    throw new IllegalStateException("money was lost: " + database.total());
                }
            }
        }
        result.print(System.out, json);
    }

    /** Works for a time and gives how long that was, in seconds. */
    private double run(
            OltpClient.Database database,
            Work work,
            int count,
            double time,
            Durations durations,
            AtomicLong conflicts)
            throws Exception {
        long started = System.nanoTime();
        long until = started + (long) (time * 1e9);
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SplittableRandom random = new SplittableRandom(31L * i + work.name().hashCode());
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try (OltpClient client = database.connect()) {
                                            while (System.nanoTime() < until) {
                                                long from = System.nanoTime();
                                                if (done(client, work, random)) {
                                                    durations.add(System.nanoTime() - from);
                                                } else {
                                                    conflicts.incrementAndGet();
                                                }
                                            }
                                        } catch (Exception e) {
                                            failure.set(e);
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return (System.nanoTime() - started) / 1e9;
    }

    private boolean done(OltpClient client, Work work, SplittableRandom random) throws Exception {
        long id = random.nextLong(accounts);
        switch (work) {
            case READ -> {
                long _ = client.read(id);
            }
            case WRITE -> client.add(id, 1);
            case MOVE -> {
                long to = (id + 1 + random.nextLong(accounts - 1)) % accounts;
                return client.move(id, to, 1, notes.incrementAndGet());
            }
        }
        return true;
    }
}
