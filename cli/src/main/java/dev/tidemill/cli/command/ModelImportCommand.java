package dev.tidemill.cli.command;

import static dev.tidemill.cli.client.ServerClient.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a model from a file. */
@Command(
        name = "import",
        description =
                "Take an exported model as a challenger, in the place of one of the same name.",
        footer = {
            "  tidemill model import late_arrival late.model --name winter",
            "  tidemill model import late_arrival late.onnx --onnx"
        })
final class ModelImportCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "PREDICTOR", description = "The predictor's name.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The exported model.")
    private Path file = Path.of("");

    @Option(
            names = "--name",
            defaultValue = "imported",
            paramLabel = "ALIAS",
            description = "The challenger's name; ${DEFAULT-VALUE} unless said.")
    private String alias = "";

    @Option(
            names = "--onnx",
            description = "The file is in the form ONNX; such a model learns nothing.")
    private boolean onnx;

    @Option(names = "--why", paramLabel = "TEXT", description = "Why, for others to read.")
    private String why = "";

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) throws IOException {
        JsonNode answer =
                client.postBytes(
                        "/v1/predictors/%s/models?name=%s&why=%s%s"
                                .formatted(
                                        encoded(name),
                                        encoded(alias),
                                        encoded(why),
                                        onnx ? "&form=onnx" : ""),
                        Files.readAllBytes(file));
        ModelTable.print(terminal, answer, json);
        return ExitCode.OK;
    }
}
