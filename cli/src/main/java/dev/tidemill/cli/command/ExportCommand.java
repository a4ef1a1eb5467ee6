package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.RowDownload;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.cli.transfer.FileFormat;
import dev.tidemill.cli.transfer.RowTally;
import dev.tidemill.cli.transfer.WholeFile;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A whole table, or a query's whole answer, into a file. */
@Command(
        name = "export",
        description = {
            "Write a whole table, or all rows of a query, at one tick into a file.",
            "The file has its name only when it is whole; one of that name is replaced."
        },
        footer = {
            "  tidemill export departures --to departures.parquet",
            "  tidemill export --query \"SELECT * FROM worst_airports\" --to worst.csv",
            "  tidemill export arrivals --to - --format ndjson | gzip > arrivals.ndjson.gz"
        })
final class ExportCommand extends ClientCommand {
    private static final String STANDARD_OUTPUT = "-";
    private static final int BUFFER_BYTES = 1 << 16;

    /** What is exported. */
    static final class Subject {
        @Parameters(paramLabel = "TABLE", description = "The table: event, keyed or live.")
        private @Nullable String table;

        @Option(
                names = "--query",
                paramLabel = "SQL",
                description = "A SELECT, instead of a table.")
        private @Nullable String query;
    }

    @ArgGroup(multiplicity = "1")
    private Subject subject = new Subject();

    @Option(
            names = "--to",
            paramLabel = "FILE",
            required = true,
            description = {
                "The file to write; - is standard output.",
                "One that ends in .gz is compressed (CSV and NDJSON)."
            })
    private String to = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "parquet, csv or ndjson. Default: what the file's name says.")
    private @Nullable FileFormat format;

    @Option(
            names = "--as-of-tick",
            paramLabel = "TICK",
            description = "A tick that is kept (limits.ticks-kept). Default: the newest.")
    private @Nullable Long tick;

    @Option(names = "--json", description = "Print the result as one line of JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) throws IOException {
        long started = System.nanoTime();
        FileFormat chosen = FileFormat.of(format, to);
        boolean zipped = FileFormat.isZipped(to);
        if (chosen == FileFormat.PARQUET && (zipped || to.equals(STANDARD_OUTPUT))) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT, "Parquet is written to a plain file")
                    .withHint("it is compressed inside; csv and ndjson can go anywhere");
        }
        RowTally tally = new RowTally(chosen);
        ObjectNode report;
        if (to.equals(STANDARD_OUTPUT)) {
            report = print(client, terminal, chosen, tally);
        } else {
            try (ProgressLine _ = ProgressLine.show(terminal, () -> progress(client, tally))) {
                report = write(client, chosen, tally, zipped);
            }
        }
        report.put("format", chosen.word());
        report.put("elapsed_ms", (System.nanoTime() - started) / 1_000_000);
        tell(terminal, report);
        return ExitCode.OK;
    }

    private void tell(Terminal terminal, JsonNode report) {
        if (to.equals(STANDARD_OUTPUT)) {
            if (json) {
                terminal.err().println(report);
            }
        } else if (json) {
            JsonOutput.print(terminal, report);
        } else {
            terminal.out()
                    .println(
                            "%s %s at tick %s, %s: %s"
                                    .formatted(
                                            Amount.count(report.path("rows").asLong()),
                                            report.path("rows").asLong() == 1 ? "row" : "rows",
                                            Amount.count(report.path("tick").asLong()),
                                            Amount.bytes(report.path("bytes").asLong()),
                                            to));
        }
    }

    private RowDownload begin(ServerClient client, FileFormat chosen) {
        String query = "format=" + chosen.word() + (tick == null ? "" : "&as_of_tick=" + tick);
        String sql = subject.query;
        if (sql == null) {
            return client.exportTable(String.valueOf(subject.table), query);
        }
        try {
            return client.exportQuery(sql, query);
        } catch (TidemillException e) {
            throw new FailedStatement(sql, e);
        }
    }

    private ObjectNode write(ServerClient client, FileFormat chosen, RowTally tally, boolean zipped)
            throws IOException {
        try (WholeFile file = WholeFile.create(Path.of(to));
                RowDownload rows = begin(client, chosen)) {
            copy(rows, file, tally, zipped);
            return report(rows, tally, file.finish());
        }
    }

    private void copy(RowDownload rows, WholeFile file, RowTally tally, boolean zipped) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            OutputStream out = zipped ? new GZIPOutputStream(file.out()) : file.out();
            int count;
            while ((count = read(rows, buffer)) >= 0) {
                out.write(buffer, 0, count);
                tally.add(buffer, 0, count);
            }
            if (out instanceof GZIPOutputStream zip) {
                zip.finish();
            }
        } catch (IOException e) {
            throw file.failed(e);
        }
    }

    private static int read(RowDownload rows, byte[] buffer) {
        try {
            return rows.body().read(buffer);
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    private static TidemillException brokenOff(IOException e) {
        return new TidemillException(
                        ErrorCode.EXPORT_BROKEN_OFF, "the export ended before its last row", e)
                .withHint(
                        "tidemill queries --slow says how it ended: it was cancelled, its time was"
                                + " over (limits.export-timeout), or a row's value failed");
    }

    private ObjectNode print(
            ServerClient client, Terminal terminal, FileFormat chosen, RowTally tally)
            throws IOException {
        try (RowDownload rows = begin(client, chosen);
                Reader text =
                        new InputStreamReader(
                                new CountedRows(rows.body(), tally), StandardCharsets.UTF_8)) {
            char[] buffer = new char[BUFFER_BYTES];
            int count;
            while ((count = readText(text, buffer)) >= 0) {
                terminal.out().write(buffer, 0, count);
                if (terminal.out().checkError()) {
                    throw new TidemillException(
                            ErrorCode.IO_FAILED, "nobody reads the standard output any more");
                }
            }
            return report(rows, tally, tally.bytes());
        }
    }

    private static int readText(Reader text, char[] buffer) {
        try {
            return text.read(buffer);
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    private ObjectNode report(RowDownload rows, RowTally tally, long bytes) {
        return JsonOutput.object()
                .put("file", to)
                .put("tick", rows.tick())
                .put("rows", rows.rows().orElse(tally.rows()))
                .put("bytes", bytes);
    }

    /** While the server writes a Parquet file nothing comes; it says how far the query is. */
    private @Nullable String progress(ServerClient client, RowTally tally) {
        if (tally.bytes() > 0) {
            return tally.rows() == 0
                    ? Amount.bytes(tally.bytes())
                    : Amount.count(tally.rows()) + " rows, " + Amount.bytes(tally.bytes());
        }
        try {
            for (JsonNode query : client.get("/v1/queries").path("queries")) {
                if (query.path("sql").asText().equals(sql())) {
                    return Amount.count(query.path("rows").asLong()) + " rows read";
                }
            }
        } catch (TidemillException e) {
            // The answer to the export itself says why.
        }
        return null;
    }

    /** What the list of queries shows of this one. */
    private String sql() {
        return subject.query != null
                ? subject.query
                : "SELECT * FROM \"" + String.valueOf(subject.table).replace("\"", "\"\"") + '"';
    }
}
