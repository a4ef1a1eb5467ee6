package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.show.Paint;
import dev.tidemill.cli.show.Terminal;
import java.io.PrintWriter;

/** Prints the table once and then each change on a line of its own, for pipes and logs. */
final class LinesSink implements ChangeSink {
    private final Terminal terminal;

    LinesSink(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void snapshot(JsonNode snapshot) {
        ResultTable.of(snapshot).print(terminal);
        terminal.out()
                .println(
                        terminal.paint()
                                .dim(
                                        "%s at tick %s"
                                                .formatted(
                                                        StatusReport.plural(
                                                                snapshot.path("rows").size(),
                                                                "row"),
                                                        snapshot.path("tick").asText())));
        terminal.flush();
    }

    @Override
    public void changes(JsonNode changes) {
        PrintWriter out = terminal.out();
        Paint paint = terminal.paint();
        String tick = "tick " + changes.path("tick").asText() + "  ";
        for (JsonNode change : changes.path("changes")) {
            long weight = change.path(0).asLong();
            String line =
                    tick
                            + sign(weight)
                            + "  "
                            + String.join("  ", ResultTable.cells(change.path(1)));
            out.println(weight > 0 ? paint.good(line) : paint.bad(line));
        }
        out.flush();
    }

    private static String sign(long weight) {
        return weight == 1 ? "+" : weight == -1 ? "-" : "%+d".formatted(weight);
    }
}
