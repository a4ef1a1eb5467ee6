package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.Logs;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.node.backup.BackupManifest;
import dev.tidemill.node.backup.CopyMeter;
import dev.tidemill.node.backup.OfflineBackup;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A copy of a mill's data. */
@Command(
        name = "backup",
        description = {
            "Copy a mill's data into a new folder, while it runs and takes rows.",
            "With --data, those of a mill that does not run.",
            "The folder is on the server's machine, and appears when the copy is whole."
        },
        footer = {
            "  tidemill backup /backups/monday",
            "  tidemill backup /backups/monday --data examples/flights/.tidemill/data"
        })
final class BackupCommand extends ClientCommand {
    @Parameters(paramLabel = "FOLDER", description = "The folder to make.")
    private Path folder = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "The data folder of a mill that does not run.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print the result as one line of JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) {
        Path target = folder.toAbsolutePath().normalize();
        JsonNode taken =
                data == null ? takeRunning(client, target, terminal) : take(data, target, terminal);
        if (json) {
            JsonOutput.print(terminal, taken);
        } else {
            terminal.out()
                    .println(
                            "tick %s, %s in %d files: %s"
                                    .formatted(
                                            Amount.count(taken.path("tick").asLong()),
                                            Amount.bytes(taken.path("bytes").asLong()),
                                            taken.path("files").asInt(),
                                            taken.path("directory").asText()));
        }
        return ExitCode.OK;
    }

    private static JsonNode takeRunning(ServerClient client, Path target, Terminal terminal) {
        try (ProgressLine _ = CopyProgress.show(terminal, () -> copied(client))) {
            return client.post(
                    "/v1/backups", JsonOutput.object().put("directory", target.toString()));
        }
    }

    private static CopyProgress.@Nullable Copied copied(ServerClient client) {
        try {
            JsonNode state = client.get("/v1/backups");
            return new CopyProgress.Copied(
                    state.path("bytes_done").asLong(), state.path("bytes_total").asLong());
        } catch (TidemillException e) {
            return null; // The answer to the backup itself says why.
        }
    }

    private static JsonNode take(Path data, Path target, Terminal terminal) {
        Logs.warningsToTerminal(terminal);
        CopyMeter meter = new CopyMeter();
        BackupManifest manifest;
        try (ProgressLine _ = CopyProgress.show(terminal, () -> of(meter))) {
            manifest = OfflineBackup.take(data, target, meter);
        }
        return described(manifest).put("directory", target.toString());
    }

    static CopyProgress.Copied of(CopyMeter meter) {
        return new CopyProgress.Copied(meter.bytesDone(), meter.bytesTotal());
    }

    static ObjectNode described(BackupManifest manifest) {
        return JsonOutput.object()
                .put("version", manifest.version())
                .put("tick", manifest.tick())
                .put("checkpoint_tick", manifest.checkpointTick())
                .put("time", manifest.time().toString())
                .put("files", manifest.files().size())
                .put("bytes", manifest.bytes());
    }
}
