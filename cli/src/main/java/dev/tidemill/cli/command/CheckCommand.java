package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.Logs;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Paint;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.node.check.CheckReport;
import dev.tidemill.node.check.CheckedPart;
import dev.tidemill.node.check.DataCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether a data folder is whole. */
@Command(
        name = "check",
        description = {
            "Read every byte of a data folder, or of a backup, and compare its parts.",
            "The mill may not run; nothing is written. Exits with 1 when something is damaged."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  tidemill check --data examples/flights/.tidemill/data",
            "  tidemill check --data /backups/monday"
        })
final class CheckCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = ".tidemill/data",
            description = "The data folder or the backup. Default: ${DEFAULT-VALUE}.")
    private Path data = Path.of("");

    @Option(names = "--json", description = "Print the result as one line of JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    CheckCommand() {}

    @Override
    public Integer call() throws IOException {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        Logs.warningsToTerminal(terminal);
        CheckReport report;
        try (TemporaryFolder spill =
                new TemporaryFolder(Files.createTempDirectory("tidemill-check-"))) {
            report = DataCheck.of(data, spill.path(), part -> tell(terminal, part));
        }
        tell(terminal, "");
        if (json) {
            JsonOutput.print(terminal, described(report));
        } else {
            print(report, terminal);
        }
        return report.isWhole() ? ExitCode.OK : ExitCode.DIFFERENT;
    }

    /** On a line that is written over, for a person who waits. */
    private static void tell(Terminal terminal, String part) {
        if (terminal.interactive()) {
            terminal.err().print(ProgressLine.ERASE_LINE + part);
            terminal.err().flush();
        }
    }

    private ObjectNode described(CheckReport report) {
        ObjectNode described =
                JsonOutput.object()
                        .put("data", data.toString())
                        .put("whole", report.isWhole())
                        .put("tick", report.tick());
        ArrayNode parts = described.putArray("parts");
        for (CheckedPart part : report.parts()) {
            parts.addObject()
                    .put("part", part.name())
                    .put("state", name(part))
                    .put("found", part.found())
                    .put("code", part.code());
        }
        return described;
    }

    private static void print(CheckReport report, Terminal terminal) {
        AlignedTable table = new AlignedTable().left("part").left("state").left("found");
        for (CheckedPart part : report.parts()) {
            String found = part.state() == CheckedPart.State.DAMAGED ? "" : part.found();
            table.row(part.name(), name(part).replace('_', ' '), found);
        }
        table.print(terminal);
        Paint paint = terminal.paint();
        // A damage's place is longer than a cell.
        for (CheckedPart part : report.parts()) {
            if (part.state() == CheckedPart.State.DAMAGED) {
                terminal.out()
                        .println(
                                "%s %s: %s"
                                        .formatted(
                                                paint.bad(part.name()), part.code(), part.found()));
            }
        }
        terminal.out()
                .println(
                        report.isWhole()
                                ? "whole, at tick %,d".formatted(report.tick())
                                : "damaged: put it back from a backup with tidemill restore");
    }

    private static String name(CheckedPart part) {
        return part.state().name().toLowerCase(Locale.ROOT);
    }
}
