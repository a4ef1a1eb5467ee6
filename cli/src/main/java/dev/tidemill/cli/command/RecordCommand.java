package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.Logs;
import dev.tidemill.cli.client.RowDownload;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.ProjectLoader;
import dev.tidemill.definitions.ProjectTestLoader;
import dev.tidemill.definitions.projecttest.TestTime;
import dev.tidemill.node.projecttest.ProjectTests;
import dev.tidemill.node.projecttest.Recorder;
import dev.tidemill.node.projecttest.TestOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A test from what a running mill has. */
@Command(
        name = "record",
        description = {
            "Write a test of a live table from a running mill: the newest rows of the tables below",
            "it, and what it is over these rows alone. Rows are written as they are: do not keep",
            "personal data in git. No file that is there is changed."
        },
        footer = {
            "  tidemill record sales_by_product shop",
            "  tidemill record worst_airports examples/flights --rows 200 --name busy-hour"
        })
final class RecordCommand extends ClientCommand {
    private static final int ANSWER_BYTES_MAX = 16 << 20;

    @Parameters(index = "0", paramLabel = "TABLE", description = "The live table.")
    private String table = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PROJECT",
            defaultValue = ".",
            description = "The folder of the project that runs. Default: where you are.")
    private Path folder = Path.of(".");

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "" + Recorder.ROWS_DEFAULT,
            description = "The most rows of each table, up to 1000. Default: ${DEFAULT-VALUE}.")
    private int rows = Recorder.ROWS_DEFAULT;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The test's name. Default: the table's.")
    private @Nullable String name;

    @Option(names = "--json", description = "Print what was written as one line of JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) throws IOException {
        Logs.warningsToTerminal(terminal);
        Project project = ProjectLoader.load(folder);
        String file = ProjectTestLoader.FOLDER + "/" + name() + ".yaml";
        Path path = project.directory().resolve(file);
        if (Files.exists(path)) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT, file + " is in the project already")
                    .withHint("give the test another name: --name");
        }
        try (TemporaryFolder jars =
                new TemporaryFolder(Files.createTempDirectory("tidemill-record-"))) {
            Recorder.Recording recording =
                    Recorder.record(project, jars.path(), table, rows, new Server(client));
            Files.createDirectories(project.directory().resolve(ProjectTestLoader.FOLDER));
            Files.writeString(path, recording.yaml(), StandardOpenOption.CREATE_NEW);
            List<TestOutcome> outcomes =
                    ProjectTests.run(project, jars.path(), name()::equals, _ -> {});
            tell(file, recording, outcomes, terminal);
            boolean passes =
                    outcomes.size() == 1 && outcomes.getFirst() instanceof TestOutcome.Passed;
            if (!passes && !json) {
                TestReport report = new TestReport(project.directory(), terminal.paint());
                outcomes.forEach(each -> report.lines(each).forEach(terminal.out()::println));
            }
            return passes ? ExitCode.OK : ExitCode.DIFFERENT;
        }
    }

    /** One that can be a file's name anywhere. */
    private String name() {
        String chosen = name == null ? table : name;
        if (!chosen.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,99}")) {
            throw new TidemillException(
                    ErrorCode.INVALID_ARGUMENT,
                    "“" + chosen + "” is no name of a test: letters, digits, - and _ make one");
        }
        return chosen;
    }

    private void tell(
            String file,
            Recorder.Recording recording,
            List<TestOutcome> outcomes,
            Terminal terminal) {
        if (json) {
            ObjectNode written = JsonOutput.object().put("file", file).put("table", table);
            ObjectNode inputs = written.putObject("inputs");
            recording.inputs().forEach(inputs::put);
            written.put("rows", recording.rows());
            written.put("passes", outcomes.stream().allMatch(TestOutcome.Passed.class::isInstance));
            JsonOutput.print(terminal, written);
            return;
        }
        List<String> taken = new ArrayList<>();
        recording.inputs().forEach((input, count) -> taken.add(count + " of " + input));
        terminal.out()
                .println(
                        "%s: rows %s make %s of %s"
                                .formatted(
                                        file,
                                        String.join(", ", taken),
                                        StatusReport.plural(recording.rows(), "row"),
                                        table));
    }

    /** The mill that serves. */
    private record Server(ServerClient client) implements Recorder.RunningMill {
        @Override
        public byte[] ndjson(String sql) {
            try (RowDownload answer = client.exportQuery(sql, "format=ndjson")) {
                byte[] body = answer.body().readNBytes(ANSWER_BYTES_MAX + 1);
                if (body.length > ANSWER_BYTES_MAX) {
                    throw new TidemillException(
                                    ErrorCode.RESULT_TOO_LARGE,
                                    "the rows take more than %,d bytes".formatted(ANSWER_BYTES_MAX))
                            .withHint("ask for fewer: --rows");
                }
                return body;
            } catch (IOException e) {
                throw new TidemillException(
                        ErrorCode.EXPORT_BROKEN_OFF, "the rows ended before the last one", e);
            }
        }

        @Override
        public long nowMicros() {
            String now = client.get("/v1/status").path("now").asText();
            return TestTime.parse(now, Place.at(0, 0))
                    .filter(TestTime.At.class::isInstance)
                    .map(time -> ((TestTime.At) time).micros())
                    .orElseThrow(
                            () ->
                                    new TidemillException(
                                            ErrorCode.INTERNAL, "the server's time is " + now));
        }
    }
}
