package dev.tidemill.cli.command;

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
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Labelled rows with the features that were known at their time, into a file. */
@Command(
        name = "training-set",
        description = {
            "Write labelled rows into a file, each with the features that were known at its time.",
            "Labels are a table or a SELECT; their columns include the view's key by name."
        },
        footer = {
            "  tidemill training-set departure --labels arrivals --time departed_at --out"
                    + " late.parquet"
        })
final class TrainingSetCommand extends ClientCommand {
    private static final int BUFFER_BYTES = 1 << 16;

    /** Which values of the past are meant. */
    static final class Mode {
        @Option(
                names = "--as-known",
                description = {
                    "What a read at that moment would have answered: nothing that was learnt later.",
                    "This is the default."
                })
        private boolean known;

        @Option(
                names = "--as-corrected",
                description = {
                    "What the sources say today of that moment, by their rows' own time.",
                    "Corrections that came later are seen, so a model may be shown too much."
                })
        private boolean corrected;
    }

    /** When labels are of. */
    static final class Moment {
        @Option(
                names = "--time",
                paramLabel = "COLUMN",
                description = "The column of the labels' time; TIMESTAMP is taken as UTC.")
        private @Nullable String time;

        @Option(
                names = "--tick",
                paramLabel = "COLUMN",
                description = "The column of the tick in which features were served: exact.")
        private @Nullable String tick;
    }

    @Parameters(paramLabel = "VIEW", description = "A feature view, or view@version.")
    private String view = "";

    @Option(
            names = "--labels",
            paramLabel = "TABLE|SQL",
            required = true,
            description = "A table, or a SELECT.")
    private String labels = "";

    @ArgGroup(exclusive = false, multiplicity = "1")
    private Moment moment = new Moment();

    @ArgGroup private Mode mode = new Mode();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = {
                "The file to write; one of that name is replaced when the new one is whole.",
                "Its name says the format: .parquet, .csv or .ndjson."
            })
    private String out = "";

    @Option(names = "--json", description = "Print the result as one line of JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) throws IOException {
        long started = System.nanoTime();
        FileFormat format = FileFormat.of(null, out);
        RowTally tally = new RowTally(format);
        ObjectNode report = JsonOutput.object().put("file", out).put("view", view);
        try (WholeFile file = WholeFile.create(Path.of(out));
                RowDownload rows = begin(client, format)) {
            copy(rows, file, tally);
            report.put("tick", rows.tick())
                    .put("rows", rows.rows().orElse(tally.rows()))
                    .put("bytes", file.finish());
        }
        report.put("format", format.word());
        report.put("elapsed_ms", (System.nanoTime() - started) / 1_000_000);
        if (json) {
            JsonOutput.print(terminal, report);
        } else {
            terminal.out()
                    .println(
                            "%s labelled rows at tick %s, %s: %s"
                                    .formatted(
                                            Amount.count(report.path("rows").asLong()),
                                            Amount.count(report.path("tick").asLong()),
                                            Amount.bytes(report.path("bytes").asLong()),
                                            out));
        }
        return ExitCode.OK;
    }

    private RowDownload begin(ServerClient client, FileFormat format) {
        ObjectNode body = JsonOutput.object();
        boolean isTable = labels.strip().chars().noneMatch(Character::isWhitespace);
        body.put(isTable ? "table" : "labels", labels.strip());
        if (moment.time != null) {
            body.put("time", moment.time);
        }
        if (moment.tick != null) {
            body.put("tick", moment.tick);
        }
        boolean corrected = mode.corrected && !mode.known;
        body.put("mode", corrected ? "as_corrected" : "as_known");
        try {
            return client.download(
                    "/v1/features/%s/training-set?format=%s"
                            .formatted(ServerClient.encoded(view), format.word()),
                    body);
        } catch (TidemillException e) {
            throw isTable ? e : new FailedStatement(labels, e);
        }
    }

    private static void copy(RowDownload rows, WholeFile file, RowTally tally) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            int count;
            while ((count = read(rows, buffer)) >= 0) {
                file.out().write(buffer, 0, count);
                tally.add(buffer, 0, count);
            }
        } catch (IOException e) {
            throw file.failed(e);
        }
    }

    private static int read(RowDownload rows, byte[] buffer) {
        try {
            return rows.body().read(buffer);
        } catch (IOException e) {
            throw new TidemillException(
                            ErrorCode.EXPORT_BROKEN_OFF,
                            "the training set ended before its last row",
                            e)
                    .withHint("tidemill queries --slow says how it ended");
        }
    }
}
