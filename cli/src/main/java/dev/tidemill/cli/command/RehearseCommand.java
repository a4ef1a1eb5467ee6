package dev.tidemill.cli.command;

import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.Logs;
import dev.tidemill.cli.Main;
import dev.tidemill.cli.show.Paint;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Starts the flights project once and asks what people ask, so that the virtual machine can record
 * what a start loads and links. The launcher runs it after a build, out of the way.
 */
@Command(
        name = "rehearse",
        hidden = true,
        description = "Start and stop once, for the launcher to record what a start needs.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill rehearse /tmp/rehearsal"})
final class RehearseCommand implements Callable<Integer> {
    private static final Duration RUN_LONG = Duration.ofSeconds(5);
    private static final Duration TOO_LONG = Duration.ofMinutes(3);
    private static final String[][] QUESTIONS = {
        {"status"},
        {"status", "--json"},
        {"sql", "SELECT * FROM worst_airports"},
        {"sql", "--format", "csv", "SELECT count(*) FROM departures"},
        {"lookup", "airports", "ATL"},
        {"quarantine", "list"},
        {"watch", "network_totals", "--ticks", "1"},
        {"verify", "--running"},
    };

    @Parameters(paramLabel = "FOLDER", description = "Where the rehearsal keeps its data.")
    private Path data = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        Logs.warningsToTerminal(Terminal.ofProcess());
        giveUpAfter(TOO_LONG);
        TidemillOptions options = TidemillOptions.defaults().withData(data);
        try (Hosting hosting =
                Hosting.start(
                        ExampleProject.installed(ExampleProject.FLIGHTS).project(),
                        ServerOptions.loopback(0),
                        options)) {
            Thread.sleep(RUN_LONG);
            for (String[] question : QUESTIONS) {
                ask(hosting.url(), question);
            }
        }
        return ExitCode.OK;
    }

    /** Nobody waits for a rehearsal, so nobody would stop one that hangs. */
    private static void giveUpAfter(Duration limit) {
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                Thread.sleep(limit);
                                Runtime.getRuntime().halt(ExitCode.INTERNAL);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    private static void ask(String url, String[] question) {
        String[] arguments = new String[question.length + 2];
        System.arraycopy(question, 0, arguments, 0, question.length);
        arguments[question.length] = "--url";
        arguments[question.length + 1] = url;
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Main.run(
                new Terminal(
                        new ByteArrayInputStream(new byte[0]),
                        false,
                        nowhere,
                        nowhere,
                        null,
                        Paint.PLAIN),
                arguments);
    }
}
