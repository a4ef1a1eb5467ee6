package dev.tidemill.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.Paint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a server says of previews, for a person. */
record PreviewReport(Paint paint) {
    PreviewReport {
        requireNonNull(paint, "paint");
    }

    /** What was begun. */
    List<String> made(JsonNode answer) {
        List<String> lines = new ArrayList<>();
        if (answer.path("previews").isEmpty()) {
            lines.add("No preview: no live table would change.");
        } else {
            lines.addAll(listed(answer));
        }
        answer.path("notes")
                .forEach(note -> lines.add(paint.warning("note") + ": " + note.asText()));
        return lines;
    }

    /** All that there are. */
    List<String> listed(JsonNode answer) {
        if (answer.path("previews").isEmpty()) {
            return List.of("There are no previews.");
        }
        AlignedTable table =
                new AlignedTable()
                        .left("preview")
                        .left("of")
                        .left("state")
                        .right("rows")
                        .right("memory")
                        .left("");
        for (JsonNode each : answer.path("previews")) {
            table.row(
                    each.path("name").asText(),
                    each.path("of").asText(),
                    each.path("state").asText(),
                    Amount.count(each.path("rows").asLong()),
                    Amount.bytes(each.path("state_bytes").asLong()),
                    each.path("problem").asText(""));
        }
        return table.lines(paint);
    }

    /** How far those are that are built; null when none is. */
    static @Nullable String progress(JsonNode previews) {
        List<String> builds = new ArrayList<>();
        for (JsonNode each : previews) {
            if (each.path("state").asText().equals("building")) {
                builds.add(
                        "%s %s of %s rows"
                                .formatted(
                                        each.path("name").asText(),
                                        Amount.count(each.path("rows_read").asLong()),
                                        Amount.count(each.path("rows_to_read").asLong())));
            }
        }
        return builds.isEmpty() ? null : "building " + String.join(", ", builds);
    }

    static String names(JsonNode names) {
        List<String> texts = new ArrayList<>();
        names.forEach(name -> texts.add(name.asText()));
        return String.join(", ", texts);
    }

    /** How a preview differs from its table. */
    List<String> difference(JsonNode difference) {
        String table = difference.path("table").asText();
        String preview = difference.path("preview").asText();
        long tableOnly = difference.path("table_only").asLong();
        long previewOnly = difference.path("preview_only").asLong();
        List<String> lines = new ArrayList<>();
        lines.add(
                "%s and %s at tick %s: %s rows are the same, %s only in %s, %s only in %s"
                        .formatted(
                                table,
                                preview,
                                Amount.count(difference.path("tick").asLong()),
                                Amount.count(difference.path("equal").asLong()),
                                Amount.count(tableOnly),
                                table,
                                Amount.count(previewOnly),
                                preview));
        columns(difference.path("table_columns"), table, lines);
        columns(difference.path("preview_columns"), preview, lines);
        if (tableOnly + previewOnly > 0) {
            AlignedTable rows = new AlignedTable().left("");
            difference
                    .path("columns")
                    .forEach(
                            column ->
                                    rows.column(
                                            column.path("name").asText(),
                                            CellText.alignment(column.path("type").asText())));
            rows(difference.path("table_sample"), "-", rows);
            rows(difference.path("preview_sample"), "+", rows);
            if (rows.rowCount() > 0) {
                lines.addAll(rows.lines(paint));
            }
            long more = tableOnly + previewOnly - rows.rowCount();
            if (more > 0) {
                lines.add("… and " + Amount.count(more) + " more");
            }
        }
        return lines;
    }

    private static void columns(JsonNode columns, String of, List<String> lines) {
        if (!columns.isEmpty()) {
            lines.add("not compared, only in %s: %s".formatted(of, names(columns)));
        }
    }

    private static void rows(JsonNode sample, String mark, AlignedTable into) {
        for (JsonNode row : sample) {
            List<String> cells = new ArrayList<>();
            cells.add(mark);
            cells.addAll(ResultTable.cells(row));
            into.row(cells);
        }
    }
}
