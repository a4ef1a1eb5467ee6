package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.cli.transfer.FileFormat;
import dev.tidemill.cli.transfer.ImportFile;
import dev.tidemill.cli.transfer.ImportReport;
import dev.tidemill.cli.transfer.RowImport;
import dev.tidemill.cli.transfer.TableColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Files into an event or keyed table, each row once. */
@Command(
        name = "import",
        description = {
            "Send the rows of files into an event or keyed table, through its contract.",
            "An import that is run again goes on where it was: no row is taken twice."
        },
        footer = {
            "  tidemill import departures.parquet --into departures",
            "  tidemill import day-*.csv.gz --into orders",
            "  zcat old.ndjson.gz | tidemill import - --format ndjson --into orders"
        })
final class ImportCommand extends ClientCommand {
    private static final String STANDARD_INPUT = "-";
    private static final int BATCH_ROWS_MAX = 1_000_000;
    private static final long PUBLISHED_MILLIS_MAX = 60_000;
    private static final long LOOK_MILLIS = 10;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Parquet, CSV or NDJSON, these two also as .gz; - is standard input.")
    private List<String> files = List.of();

    @Option(
            names = "--into",
            paramLabel = "TABLE",
            required = true,
            description = "The table; columns are found by their names.")
    private String table = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "parquet, csv or ndjson. Default: what each file's name says.")
    private @Nullable FileFormat format;

    @Option(
            names = "--batch-rows",
            paramLabel = "ROWS",
            defaultValue = "10000",
            description = {
                "Rows that are sent at once, at most. Default: ${DEFAULT-VALUE}.",
                "An import that is run again must have the same."
            })
    private int batchRows;

    @Option(
            names = "--again",
            paramLabel = "NAME",
            defaultValue = "",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "Take files that were imported before once more, under this name.")
    private String again = "";

    @Option(names = "--json", description = "Print the result as one line of JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) throws IOException, InterruptedException {
        long started = System.nanoTime();
        requireArguments();
        TableColumns columns = TableColumns.of(client, table);
        RowImport importing = new RowImport(client, columns, batchRows, again);
        ImportReport report = importing.report();
        List<ImportFile> sent = new ArrayList<>();
        for (String name : files) {
            try (Opened opened = open(name, terminal)) {
                ImportFile file = opened.file();
                try (ProgressLine _ = ProgressLine.show(terminal, () -> progress(file, report))) {
                    importing.send(file);
                }
                sent.add(file);
            }
        }
        awaitPublished(client, report.tick());
        if (json) {
            JsonOutput.print(terminal, json(sent, report, started));
        } else {
            print(terminal, report);
        }
        return ExitCode.OK;
    }

    private void requireArguments() {
        if (batchRows < 1 || batchRows > BATCH_ROWS_MAX) {
            throw new TidemillException(
                    ErrorCode.INVALID_ARGUMENT,
                    "--batch-rows is from 1 to " + BATCH_ROWS_MAX + ", not " + batchRows);
        }
        if (!again.matches("[A-Za-z0-9_.-]{0,64}")) {
            throw new TidemillException(
                    ErrorCode.INVALID_ARGUMENT,
                    "--again is a name of letters, digits, dots and dashes");
        }
    }

    /**
     * A file, and whether it is a copy that goes when it is sent.
     *
     * @param copy null when it is the user's own
     */
    private record Opened(ImportFile file, @Nullable Path copy) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            if (copy != null) {
                Files.deleteIfExists(copy);
            }
        }
    }

    /** Standard input is kept on disk first: its key is made of all its bytes. */
    private Opened open(String name, Terminal terminal) throws IOException {
        FileFormat chosen = FileFormat.of(format, name);
        if (!name.equals(STANDARD_INPUT)) {
            return new Opened(ImportFile.of(name, Path.of(name), chosen), null);
        }
        Path copy = Files.createTempFile("tidemill-import-", ".rows");
        copy.toFile().deleteOnExit();
        try {
            Files.copy(terminal.in(), copy, StandardCopyOption.REPLACE_EXISTING);
            return new Opened(ImportFile.of("standard input", copy, chosen), copy);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
    }

    /** What was acknowledged is on disk; this is for whoever reads it next. */
    private static void awaitPublished(ServerClient client, long tick) throws InterruptedException {
        long until = System.nanoTime() + PUBLISHED_MILLIS_MAX * 1_000_000;
        while (tick > 0
                && client.get("/v1/status").path("tick").asLong() < tick
                && System.nanoTime() < until) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static String progress(ImportFile file, ImportReport report) {
        return "%s: %s of %s, %s rows"
                .formatted(
                        file.name(),
                        Amount.bytes(file.read().get()),
                        Amount.bytes(file.bytes()),
                        Amount.count(report.rows()));
    }

    private ObjectNode json(List<ImportFile> sent, ImportReport report, long started) {
        ObjectNode result =
                JsonOutput.object()
                        .put("table", table)
                        .put("tick", report.tick())
                        .put("rows", report.rows())
                        .put("accepted", report.accepted())
                        .put("quarantined", report.quarantined())
                        .put("late", report.late())
                        .put("already_there", report.present());
        ArrayNode names = result.putArray("files");
        sent.forEach(file -> names.add(file.name()));
        ArrayNode problems = result.putArray("problems");
        for (ImportReport.Problem problem : report.problems()) {
            problems.addObject()
                    .put("file", problem.file())
                    .put("row", problem.row())
                    .put("column", problem.column())
                    .put("rule", problem.rule())
                    .put("reason", problem.reason());
        }
        return result.put("elapsed_ms", (System.nanoTime() - started) / 1_000_000);
    }

    private void print(Terminal terminal, ImportReport report) {
        terminal.out()
                .println(
                        "%s %s into %s%s%s"
                                .formatted(
                                        Amount.count(report.accepted()),
                                        report.accepted() == 1 ? "row" : "rows",
                                        table,
                                        report.tick() == 0
                                                ? ""
                                                : " at tick " + Amount.count(report.tick()),
                                        rest(report)));
        for (ImportReport.Problem problem : report.problems()) {
            terminal.out()
                    .println(
                            "  %s, row %d%s: %s"
                                    .formatted(
                                            problem.file(),
                                            problem.row(),
                                            problem.column().isEmpty()
                                                    ? ""
                                                    : ", " + problem.column(),
                                            problem.reason()));
        }
        if (report.accepted() == 0 && report.present() > 0) {
            terminal.out().println("  to take these files once more, give --again with a name");
        }
    }

    private static String rest(ImportReport report) {
        StringBuilder rest = new StringBuilder();
        if (report.quarantined() > 0) {
            rest.append("; ").append(Amount.count(report.quarantined())).append(" in quarantine");
        }
        if (report.present() > 0) {
            rest.append("; ").append(Amount.count(report.present())).append(" were taken before");
        }
        return rest.toString();
    }
}
