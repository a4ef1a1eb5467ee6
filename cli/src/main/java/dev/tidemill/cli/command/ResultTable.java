package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.show.AlignedTable;
import java.util.ArrayList;
import java.util.List;

/** An answer of the HTTP API with {@code columns} and {@code rows}, as a table of text. */
final class ResultTable {
    private ResultTable() {}

    static AlignedTable of(JsonNode answer) {
        AlignedTable table = headed(answer.path("columns"));
        answer.path("rows").forEach(row -> table.row(cells(row)));
        return table;
    }

    static AlignedTable headed(JsonNode columns) {
        AlignedTable table = new AlignedTable();
        columns.forEach(
                column ->
                        table.column(
                                column.path("name").asText(),
                                CellText.alignment(column.path("type").asText())));
        return table;
    }

    static List<String> cells(JsonNode row) {
        List<String> cells = new ArrayList<>(row.size());
        row.forEach(cell -> cells.add(CellText.of(cell)));
        return cells;
    }
}
