package dev.tidemill.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.Paint;
import java.util.ArrayList;
import java.util.List;

/**
 * How every live table compares with its query run as a batch.
 *
 * @param answer of {@code POST /v1/verify}
 */
record VerificationReport(JsonNode answer, Paint paint) {
    VerificationReport {
        requireNonNull(answer, "answer");
        requireNonNull(paint, "paint");
    }

    long mismatches() {
        return answer.path("mismatches").asLong();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>(table().lines(paint));
        for (JsonNode table : answer.path("tables")) {
            JsonNode reason = table.path("not_compared");
            if (reason.isTextual()) {
                lines.add("not compared: " + table.path("table").asText() + ", " + reason.asText());
            }
            for (JsonNode row : table.path("sample")) {
                lines.add(paint.bad("differs in " + table.path("table").asText() + ": ") + row);
            }
        }
        lines.add(summary());
        return lines;
    }

    private AlignedTable table() {
        AlignedTable shown =
                new AlignedTable()
                        .left("TABLE")
                        .right("ROWS")
                        .right("BATCH ROWS")
                        .right("DIFFERENT");
        for (JsonNode table : answer.path("tables")) {
            shown.row(
                    CellText.of(table.path("table")),
                    Amount.count(table.path("rows").asLong()),
                    Amount.count(table.path("batch_rows").asLong()),
                    Amount.count(table.path("mismatches").asLong()));
        }
        return shown;
    }

    private String summary() {
        String where =
                " at tick %s, compared in %s"
                        .formatted(
                                Amount.count(answer.path("tick").asLong()),
                                Amount.millis(answer.path("elapsed_ms").asDouble()));
        boolean all =
                answer.path("tables").findValues("not_compared").stream()
                        .noneMatch(JsonNode::isTextual);
        String tables = all ? "every table" : "every table that was compared";
        return mismatches() == 0
                ? paint.good(tables + " equals its query") + where
                : paint.bad(StatusReport.plural(mismatches(), "difference")) + where;
    }
}
