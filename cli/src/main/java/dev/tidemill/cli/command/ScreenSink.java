package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.Screen;
import dev.tidemill.cli.show.Terminal;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Redraws a table in place on a terminal, as many rows as fit, a few times a second at most. */
final class ScreenSink implements ChangeSink {
    private static final Duration REDRAW_PAUSE = Duration.ofMillis(100);
    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[J";
    private static final int LINES_BESIDES_ROWS = 4;

    private final String table;
    private final Terminal terminal;
    private final Screen screen;
    private final InstantSource clock;
    private final LiveRows rows = new LiveRows();
    private JsonNode columns = MissingNode.getInstance();
    private long drawnAtMillis = Long.MIN_VALUE / 2;

    ScreenSink(String table, Terminal terminal, Screen screen, InstantSource clock) {
        this.table = table;
        this.terminal = terminal;
        this.screen = screen;
        this.clock = clock;
    }

    @Override
    public void snapshot(JsonNode snapshot) {
        columns = snapshot.path("columns");
        rows.reset(snapshot.path("rows"));
        draw(snapshot.path("tick").asLong());
    }

    @Override
    public void changes(JsonNode changes) {
        changes.path("changes")
                .forEach(change -> rows.add(change.path(1), change.path(0).asLong()));
        if (clock.millis() - drawnAtMillis >= REDRAW_PAUSE.toMillis()) {
            draw(changes.path("tick").asLong());
        }
    }

    private void draw(long tick) {
        drawnAtMillis = clock.millis();
        AlignedTable shown = ResultTable.headed(columns);
        List<JsonNode> fitting = rows.first(screen.rows() - LINES_BESIDES_ROWS);
        fitting.forEach(row -> shown.row(ResultTable.cells(row)));
        PrintWriter out = terminal.out();
        out.print(HOME_AND_CLEAR);
        out.println(
                terminal.paint().bold(table)
                        + "  "
                        + Amount.count(rows.size())
                        + " rows  tick "
                        + Amount.count(tick));
        out.println();
        shown.lines(terminal.paint()).forEach(line -> out.println(cut(line)));
        if (fitting.size() < rows.size()) {
            out.print(terminal.paint().dim(Amount.count(rows.size() - fitting.size()) + " more"));
        }
        out.flush();
    }

    /** A line that wraps would push the first ones off the screen; the heading may hold escapes. */
    private String cut(String line) {
        if (line.startsWith("\u001b") || line.length() <= screen.columns()) {
            return line;
        }
        return line.substring(0, screen.columns());
    }
}
