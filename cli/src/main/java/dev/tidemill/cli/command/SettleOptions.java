package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.text.DurationText;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What new definitions are held to before they count as good. */
final class SettleOptions {
    @Option(
            names = "--settle",
            paramLabel = "TIME",
            defaultValue = "10s",
            description =
                    "How long all must be well, once it is built; else the former definitions come"
                            + " back. Default: ${DEFAULT-VALUE}.")
    private String settle = "";

    @Option(
            names = "--errors-max",
            paramLabel = "ROWS",
            defaultValue = "0",
            description =
                    "How many error rows a live table that changed may have more than before."
                            + " Default: ${DEFAULT-VALUE}.")
    private long errorsMax;

    void addTo(ObjectNode request) {
        Duration duration =
                DurationText.parse(settle)
                        .orElseThrow(
                                () ->
                                        new TidemillException(
                                                        ErrorCode.INVALID_ARGUMENT,
                                                        "\"%s\" is no time".formatted(settle))
                                                .withHint(DurationText.HINT));
        request.put("settle_ms", duration.toMillis()).put("errors_max", errorsMax);
    }
}
