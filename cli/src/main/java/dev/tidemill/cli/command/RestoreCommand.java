package dev.tidemill.cli.command;

import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.node.backup.BackupManifest;
import dev.tidemill.node.backup.CopyMeter;
import dev.tidemill.node.backup.Restoration;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A data folder made of a backup. */
@Command(
        name = "restore",
        description = {
            "Make a data folder of a backup, after comparing every byte with its checksums.",
            "A mill that is run with that folder goes on from the backup's tick."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  tidemill restore /backups/monday --data examples/flights/.tidemill/data",
            "  tidemill run examples/flights"
        })
final class RestoreCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "BACKUP", description = "The folder that backup made.")
    private Path backup = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            required = true,
            description = "The data folder to make: missing as yet, or empty.")
    private Path data = Path.of("");

    @Option(names = "--json", description = "Print the result as one line of JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    RestoreCommand() {}

    @Override
    public Integer call() {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        CopyMeter meter = new CopyMeter();
        BackupManifest manifest;
        try (ProgressLine _ = CopyProgress.show(terminal, () -> BackupCommand.of(meter))) {
            manifest = Restoration.restore(backup, data, meter);
        }
        if (json) {
            JsonOutput.print(
                    terminal, BackupCommand.described(manifest).put("data", data.toString()));
        } else {
            terminal.out()
                    .println(
                            "%s is at tick %s, with %s in %d files of %s"
                                    .formatted(
                                            data,
                                            Amount.count(manifest.tick()),
                                            Amount.bytes(manifest.bytes()),
                                            manifest.files().size(),
                                            manifest.time()));
        }
        return ExitCode.OK;
    }
}
