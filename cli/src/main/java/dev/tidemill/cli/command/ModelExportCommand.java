package dev.tidemill.cli.command;

import static dev.tidemill.cli.client.ServerClient.encoded;

import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a model into a file. */
@Command(
        name = "export",
        description = "Write a model into a file, for a predictor with the same features.",
        footer = {"  tidemill model export late_arrival champion --out late.model"})
final class ModelExportCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "PREDICTOR", description = "The predictor's name.")
    private String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            defaultValue = "champion",
            paramLabel = "MODEL",
            description = "Its version, or its alias; ${DEFAULT-VALUE} unless said.")
    private String model = "";

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "FILE",
            description = "The file, which takes the place of one that is there.")
    private Path out = Path.of("");

    @Option(names = "--json", description = "Print the file and its size as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) throws IOException {
        byte[] file =
                client.bytes(
                        "/v1/predictors/%s/models/%s/export"
                                .formatted(encoded(name), encoded(model)));
        Path whole = out.toAbsolutePath();
        Path part = whole.resolveSibling(whole.getFileName() + ".part");
        try {
            Files.write(part, file);
            Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        if (json) {
            JsonOutput.print(
                    terminal,
                    JsonOutput.object().put("file", out.toString()).put("bytes", file.length));
        } else {
            terminal.out().println("%d bytes in %s".formatted(file.length, out));
        }
        return ExitCode.OK;
    }
}
