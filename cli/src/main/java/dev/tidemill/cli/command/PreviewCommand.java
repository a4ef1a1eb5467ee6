package dev.tidemill.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.release.DefinitionPayload;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.definitions.release.DefinitionFiles;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tries definitions out beside those that a server runs. */
@Command(
        name = "preview",
        description = {
            "Run the live tables that a project's definitions change beside those in force, on the",
            "same rows, and read them by a prefix and their names. No action follows them. They stay",
            "until they are dropped, or their definitions are applied."
        },
        footer = {
            "  tidemill preview shop && tidemill sql \"SELECT * FROM preview_spent\"",
            "  tidemill preview --diff spent --samples 20",
            "  tidemill preview --list --json",
            "  tidemill preview --drop"
        })
final class PreviewCommand extends ClientCommand {
    private static final String PREFIX_DEFAULT = "preview_";
    private static final String PATH = "/v1/preview";
    private static final long LOOK_MILLIS = 200;

    @Parameters(
            paramLabel = "PROJECT",
            arity = "0..1",
            defaultValue = ".",
            description = "The project's folder. Default: the current one.")
    private Path project = Path.of(".");

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            description =
                    "What stands before a table's name in its preview's; with --drop, of those that"
                            + " go. Default: preview_; with --drop all go.")
    private @Nullable String prefix;

    @ArgGroup private @Nullable Other other;

    @Option(
            names = "--samples",
            paramLabel = "ROWS",
            defaultValue = "5",
            description =
                    "With --diff, how many rows of each side are shown, at most 1000. Default:"
                            + " ${DEFAULT-VALUE}.")
    private int samples;

    @Option(names = "--json", description = "Print the answer as one line of JSON.")
    private boolean json;

    /** What is done in the place of trying definitions out. */
    private static final class Other {
        @Option(names = "--list", description = "Show what is tried out.")
        private boolean list;

        @Option(names = "--drop", description = "Drop what is tried out.")
        private boolean drop;

        @Option(
                names = "--diff",
                paramLabel = "TABLE",
                description =
                        "Show how a table's preview differs from it, at one tick. Exits with 1 when"
                                + " it does.")
        private @Nullable String difference;
    }

    @Override
    int execute(ServerClient client, Terminal terminal) throws InterruptedException {
        Other wanted = other;
        if (wanted == null) {
            return make(client, terminal);
        }
        String table = wanted.difference;
        if (table != null) {
            return difference(client, table, terminal);
        }
        if (wanted.drop) {
            return drop(client, terminal);
        }
        return wanted.list ? list(client, terminal) : make(client, terminal);
    }

    private int make(ServerClient client, Terminal terminal) throws InterruptedException {
        ObjectNode request =
                DefinitionPayload.of(DefinitionFiles.read(project), false)
                        .put("prefix", prefix == null ? PREFIX_DEFAULT : prefix);
        JsonNode made = client.post(PATH, request);
        ObjectNode answer = made.deepCopy();
        answer.set("previews", built(client, made.path("previews"), terminal));
        if (json) {
            JsonOutput.print(terminal, answer);
        } else {
            new PreviewReport(terminal.paint()).made(answer).forEach(terminal.out()::println);
        }
        boolean runs =
                answer.path("previews")
                        .valueStream()
                        .allMatch(each -> each.path("state").asText().equals("running"));
        return runs ? ExitCode.OK : ExitCode.DIFFERENT;
    }

    /** The previews when none is built any more. */
    private static JsonNode built(ServerClient client, JsonNode made, Terminal terminal)
            throws InterruptedException {
        JsonNode now = made;
        AtomicReference<@Nullable JsonNode> shown = new AtomicReference<>();
        try (ProgressLine _ = ProgressLine.show(terminal, () -> progress(shown.get()))) {
            while (building(now).findAny().isPresent()) {
                shown.set(now);
                Thread.sleep(LOOK_MILLIS);
                now = same(client.get(PATH).path("previews"), made);
            }
        }
        return now;
    }

    private static @Nullable String progress(@Nullable JsonNode previews) {
        return previews == null ? null : PreviewReport.progress(previews);
    }

    private static Stream<JsonNode> building(JsonNode previews) {
        return previews.valueStream().filter(e -> e.path("state").asText().equals("building"));
    }

    /** Those of the previews that there are that were made. */
    private static JsonNode same(JsonNode all, JsonNode made) {
        ObjectNode kept = JsonOutput.object();
        ArrayNode list = kept.putArray("previews");
        for (JsonNode each : all) {
            String name = each.path("name").asText();
            if (made.valueStream().anyMatch(one -> one.path("name").asText().equals(name))) {
                list.add(each);
            }
        }
        return list;
    }

    private int list(ServerClient client, Terminal terminal) {
        return print(client.get(PATH), terminal);
    }

    private int print(JsonNode answer, Terminal terminal) {
        if (json) {
            JsonOutput.print(terminal, answer);
        } else {
            new PreviewReport(terminal.paint()).listed(answer).forEach(terminal.out()::println);
        }
        return ExitCode.OK;
    }

    private int drop(ServerClient client, Terminal terminal) {
        JsonNode dropped =
                client.delete(prefix == null ? PATH : PATH + "?prefix=" + encoded(prefix));
        if (json) {
            JsonOutput.print(terminal, dropped);
        } else {
            int count = dropped.path("dropped").size();
            terminal.out()
                    .println(
                            count == 0
                                    ? "There were no previews."
                                    : "Dropped " + PreviewReport.names(dropped.path("dropped")));
        }
        return ExitCode.OK;
    }

    private int difference(ServerClient client, String table, Terminal terminal) {
        if (samples < 0) {
            throw new TidemillException(
                    ErrorCode.INVALID_ARGUMENT, samples + " rows cannot be shown");
        }
        JsonNode difference =
                client.get(PATH + "/" + encoded(table) + "/difference?samples=" + samples);
        if (json) {
            JsonOutput.print(terminal, difference);
        } else {
            new PreviewReport(terminal.paint())
                    .difference(difference)
                    .forEach(terminal.out()::println);
        }
        return difference.path("differs").asBoolean() ? ExitCode.DIFFERENT : ExitCode.OK;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
