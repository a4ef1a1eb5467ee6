package dev.tidemill.bench.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.bench.BenchFolder;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.ingest.IngestResult;
import dev.tidemill.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times of queries over hot rows and history, beside plain DuckDB with the same rows and settings,
 * in turn, in one run; then once more while rows keep arriving. Answers are compared.
 */
@Command(
        name = "history",
        description = "Queries over hot rows and history beside plain DuckDB, idle and loaded.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench history --flights 5000000 --scale 0.1 --json"})
public final class HistoryBench implements Callable<Integer> {
    private static final long MEMORY = StoreOptions.Memory.DEFAULT.bytesMax();

    @Option(names = "--flights", defaultValue = "50000000", description = "Rows: ${DEFAULT-VALUE}.")
    private long flights;

    @Option(names = "--scale", defaultValue = "1", description = "TPC-H's scale: ${DEFAULT-VALUE}.")
    private double scale;

    @Option(names = "--rate", defaultValue = "100000", description = "Rows a second under load.")
    private int rate;

    @Option(names = "--runs", defaultValue = "5", description = "Times each query is asked.")
    private int runs;

    @Option(names = "--json", description = "Print one JSON line a query.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        Path folder = Files.createTempDirectory("tidemill-bench");
        FlightTable flightTable =
                new FlightTable(
                        BenchFolder.home().resolve("examples/flights/data/flights-2001-01.parquet"),
                        flights);
        List<BenchTable> tables = new ArrayList<>(TpchTables.all(scale));
        tables.add(flightTable.table());
        write(folder.resolve("project"), tables);
        int threads = Runtime.getRuntime().availableProcessors();
        try (Tidemill mill =
                        Tidemill.open(
                                folder.resolve("project"),
                                TidemillOptions.defaults()
                                        .withData(folder.resolve("data"))
                                        .withWatching(false));
                PlainDuckDb plain =
                        new PlainDuckDb(folder.resolve("plain.duckdb"), MEMORY, threads)) {
            for (BenchTable table : tables) {
                load(mill, plain, table);
            }
            awaitQuiet(mill);
            printTables(mill);
            List<AskedQuery> queries = new ArrayList<>(AskedQuery.read("flights.sql"));
            queries.addAll(AskedQuery.read("tpch.sql"));
            compare("idle", queries, mill, plain, true);
            try (ArrivingRows arriving = new ArrivingRows(mill, flightTable, flights, rate)) {
                compare("loaded", queries, mill, plain, false);
                print(arriving.summary());
            }
            print(new LookupTimes(mill).measure());
        } finally {
            BenchFolder.delete(folder);
        }
        return 0;
    }

    private static void write(Path project, List<BenchTable> tables) throws IOException {
        Files.createDirectories(project.resolve("contracts"));
        Files.writeString(
                project.resolve("tidemill.yaml"),
                "name: bench\nlimits:\n  query-timeout: 10 minutes\n");
        for (BenchTable table : tables) {
            Files.writeString(
                    project.resolve("contracts/" + table.name() + ".yaml"), table.contract());
        }
    }

    private static void load(Tidemill mill, PlainDuckDb plain, BenchTable table)
            throws InterruptedException, SQLException {
        long started = System.nanoTime();
        long rows = 0;
        IngestResult last = null;
        try (Stream<Batch> batches = table.rows().get()) {
            for (Batch batch : (Iterable<Batch>) batches::iterator) {
                last = mill.append(table.name(), ParsedRows.of(batch), AppendOptions.embedded());
                rows += batch.size();
            }
        }
        if (last != null && !mill.await(last.tick(), 600_000)) {
            throw new IllegalStateException("the rows of " + table.name() + " do not come");
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        System.err.printf(
                "%s: %,d rows, %,.0f rows/s into the mill%n", table.name(), rows, rows / seconds);
        plain.load(table);
    }

    /** Waits until no more rows are on their way to the disk. */
    private static void awaitQuiet(Tidemill mill) throws InterruptedException {
        long before = -1;
        while (onDisk(mill) != before) {
            before = onDisk(mill);
            Thread.sleep(3_000);
        }
    }

    private static long onDisk(Tidemill mill) {
        return mill.status().tables().stream().mapToLong(table -> table.historyRows()).sum();
    }

    private void printTables(Tidemill mill) {
        mill.status().tables().stream()
                .filter(table -> table.rows() > 0)
                .forEach(
                        table ->
                                System.err.printf(
                                        "%s: %,d rows, %,d of them on disk%n",
                                        table.name(), table.rows(), table.historyRows()));
    }

    private void compare(
            String when,
            List<AskedQuery> queries,
            Tidemill mill,
            PlainDuckDb plain,
            boolean sameRows)
            throws SQLException {
        List<Double> ratios = new ArrayList<>();
        int unequal = 0;
        for (AskedQuery query : queries) {
            double[] ours = new double[runs];
            double[] theirs = new double[runs];
            boolean equal = true;
            for (int run = 0; run < runs; run++) {
                long started = System.nanoTime();
                var answer = mill.query(query.sql());
                long between = System.nanoTime();
                var expected = plain.query(query.sql());
                ours[run] = (between - started) / 1e6;
                theirs[run] = (System.nanoTime() - between) / 1e6;
                if (run == 0 && (sameRows || query.name().startsWith("q"))) {
                    equal = Answers.equal(answer.batches(), expected);
                }
            }
            double ratio = median(ours) / median(theirs);
            ratios.add(ratio);
            unequal += equal ? 0 : 1;
            ObjectNode line = JsonOutput.object();
            line.put("query", query.name()).put("when", when);
            line.put("mill_ms", rounded(median(ours))).put("duckdb_ms", rounded(median(theirs)));
            line.put("ratio", rounded(ratio)).put("equal", equal);
            print(line);
        }
        ObjectNode line = JsonOutput.object();
        line.put("when", when).put("queries", ratios.size());
        line.put("median_ratio", rounded(median(toArray(ratios))));
        line.put("geomean_ratio", rounded(geomean(ratios))).put("unequal", unequal);
        print(line);
    }

    private static double[] toArray(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double geomean(List<Double> values) {
        return Math.exp(values.stream().mapToDouble(Math::log).average().orElse(0));
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private void print(ObjectNode line) {
        if (json) {
            System.out.println(line);
            return;
        }
        StringBuilder text = new StringBuilder();
        line.properties()
                .forEach(
                        entry ->
                                text.append(entry.getKey().replace('_', ' '))
                                        .append(' ')
                                        .append(entry.getValue().asText())
                                        .append("   "));
        System.out.println(text.toString().stripTrailing());
    }
}
