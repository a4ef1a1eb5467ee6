package dev.tidemill.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.cli.show.JsonOutput;
import java.io.PrintStream;

/** A measurement: names and values, printed as lines for people or as one JSON line. */
public final class Result {
    private final ObjectNode values = JsonOutput.object();

    public Result put(String name, double value) {
        values.put(name, Math.round(value * 1000) / 1000.0);
        return this;
    }

    public Result put(String name, long value) {
        values.put(name, value);
        return this;
    }

    public Result put(String name, String value) {
        values.put(name, value);
        return this;
    }

    public ObjectNode json() {
        return values;
    }

    public void print(PrintStream out, boolean json) {
        if (json) {
            out.println(values);
            return;
        }
        values.properties()
                .forEach(
                        entry ->
                                out.printf(
                                        "%-36s%20s%n",
                                        entry.getKey().replace('_', ' '),
                                        entry.getValue().isIntegralNumber()
                                                ? "%,d".formatted(entry.getValue().asLong())
                                                : entry.getValue().asText()));
    }
}
