package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.Screen;
import dev.tidemill.cli.show.Terminal;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Redraws a table in place on a terminal, as many rows as fit. Thread-safe. */
final class ScreenSink implements ChangeSink {
    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[J";
    private static final int LINES_BESIDES_ROWS = 5;

    private final String table;
    private final Terminal terminal;
    private final Screen screen;
    private final @Nullable String order;
    private LiveRows rows = new LiveRows(RowOrder.FROM_THE_LEFT);
    private JsonNode columns = MissingNode.getInstance();
    private long tick;
    private boolean changed;

    /**
     * @param order as {@link RowOrder#parse} reads it
     */
    ScreenSink(String table, @Nullable String order, Terminal terminal, Screen screen) {
        this.table = table;
        this.order = order;
        this.terminal = terminal;
        this.screen = screen;
    }

    @Override
    public synchronized void snapshot(JsonNode snapshot) {
        columns = snapshot.path("columns");
        rows = new LiveRows(RowOrder.parse(order, columns));
        rows.reset(snapshot.path("rows"));
        tick = snapshot.path("tick").asLong();
        changed = true;
    }

    @Override
    public synchronized void changes(JsonNode changes) {
        changes.path("changes")
                .forEach(change -> rows.add(change.path(1), change.path(0).asLong()));
        tick = changes.path("tick").asLong();
        changed = true;
    }

    @Override
    public synchronized void refresh() {
        if (changed) {
            changed = false;
            draw();
        }
    }

    private void draw() {
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
