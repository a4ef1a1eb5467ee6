package dev.tidemill.cli.command;

import static dev.tidemill.cli.client.ServerClient.encoded;

import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.EventStream;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.client.ServerEvent;
import dev.tidemill.cli.client.ServerUnreachable;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A table as it changes. When the server goes away, the watcher comes back to it and goes on after
 * the last tick that it saw, so no change is missed or shown twice.
 */
@Command(
        name = "watch",
        description = {
            "Show a table and keep it current, tick by tick.",
            "On a terminal it is redrawn in place; elsewhere each change is one line."
        },
        footer = {
            "  tidemill watch worst_airports --order late_rate.desc",
            "  tidemill watch airport_alerts --json"
        })
final class WatchCommand extends ClientCommand {
    private static final int RETRIES_MAX = 60;
    private static final Duration REFRESH_PAUSE = Duration.ofMillis(100);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

    @Parameters(paramLabel = "TABLE", description = "The table.")
    private String table = "";

    @Option(names = "--changes", description = "Print each change on a line, on a terminal too.")
    private boolean lines;

    @Option(
            names = "--ticks",
            paramLabel = "N",
            defaultValue = "-1",
            description = "Stop after so many ticks that changed the table. Default: never.")
    private long ticks;

    @Option(
            names = "--order",
            paramLabel = "COLUMN[.desc]",
            description = "The order of the rows on a terminal. Default: from the left column on.")
    private @Nullable String order;

    @Option(names = "--json", description = "Print each event as a line of JSON.")
    private boolean json;

    private @Nullable String lastEventId;

    @Override
    int execute(ServerClient client, Terminal terminal) throws IOException, InterruptedException {
        ChangeSink sink = sink(terminal);
        Thread refresher = Thread.startVirtualThread(() -> refresh(sink));
        try {
            return watch(client, sink);
        } finally {
            refresher.interrupt();
            refresher.join();
            sink.refresh();
        }
    }

    private static void refresh(ChangeSink sink) {
        try {
            while (true) {
                Thread.sleep(REFRESH_PAUSE);
                sink.refresh();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int watch(ServerClient client, ChangeSink sink)
            throws IOException, InterruptedException {
        long left = ticks < 0 ? Long.MAX_VALUE : ticks;
        int failures = 0;
        boolean connected = false;
        while (true) {
            try (EventStream events = client.events(path(), lastEventId)) {
                connected = true;
                failures = 0;
                left = follow(events, sink, left);
                if (left == 0) {
                    return ExitCode.OK;
                }
            } catch (ServerUnreachable | IOException e) {
                if (!connected || ++failures > RETRIES_MAX) {
                    throw e;
                }
            }
            Thread.sleep(RETRY_PAUSE);
        }
    }

    private ChangeSink sink(Terminal terminal) {
        if (json) {
            return new JsonSink(terminal);
        }
        if (terminal.screen() == null || lines) {
            return new LinesSink(terminal);
        }
        return new ScreenSink(table, order, terminal, terminal.screen());
    }

    private String path() {
        return "/v1/tables/" + encoded(table) + "/changes";
    }

    /**
     * Reads until the server ends the stream or enough ticks were seen.
     *
     * @return how many ticks are still wanted
     */
    private long follow(EventStream events, ChangeSink sink, long wanted) throws IOException {
        long left = wanted;
        while (left > 0) {
            ServerEvent event = events.next();
            if (event == null) {
                return left;
            }
            switch (event.name()) {
                case "snapshot" -> sink.snapshot(JsonOutput.parse(event.data()));
                case "changes" -> {
                    sink.changes(JsonOutput.parse(event.data()));
                    left--;
                }
                default -> {
                    // A reset only announces the snapshot that follows it.
                }
            }
            lastEventId = event.id() == null ? lastEventId : event.id();
        }
        return left;
    }
}
