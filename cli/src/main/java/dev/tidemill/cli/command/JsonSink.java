package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;

/** Prints each event as one line of JSON, as the server sent it. */
final class JsonSink implements ChangeSink {
    private final Terminal terminal;

    JsonSink(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void snapshot(JsonNode snapshot) {
        JsonOutput.print(terminal, snapshot);
    }

    @Override
    public void changes(JsonNode changes) {
        JsonOutput.print(terminal, changes);
    }
}
