package dev.tidemill.cli.show;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A plan for a person, in the manner of Terraform's.
 *
 * <pre>
 *   +/- live_table.spent
 *         its own SQL means something else
 *         reaches rich (customer)
 *         reads 1,204 rows, keeps about 48 KB, built at once
 *
 * Plan: 0 to create, 0 to change, 1 to replace, 0 to drop; 4 stay.
 * </pre>
 */
public final class PlanText {
    private static final int REACHED_MAX = 8;
    private static final String INDENT = "        ";

    private final JsonNode plan;
    private final Paint paint;

    /**
     * @param plan a server's answer
     */
    public PlanText(JsonNode plan, Paint paint) {
        this.plan = plan;
        this.paint = paint;
    }

    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (JsonNode change : plan.path("changes")) {
            change(change, lines);
        }
        plan.path("refusals").forEach(refusal -> refusal(refusal, lines));
        plan.path("warnings")
                .forEach(text -> lines.add(paint.warning("warning") + ": " + text.asText()));
        if (!lines.isEmpty()) {
            lines.add("");
        }
        tests(lines);
        lines.add(summary());
        return lines;
    }

    private void tests(List<String> lines) {
        long passed = plan.path("tests").path("passed").asLong();
        long all = passed + plan.path("tests").path("not_passed").asLong();
        if (all > 0) {
            String noun = all == 1 ? "test" : "tests";
            lines.add(
                    passed == all
                            ? paint.good("%s %s passed.".formatted(Amount.count(all), noun))
                            : paint.bad(
                                    "%s of %s %s did not pass."
                                            .formatted(
                                                    Amount.count(all - passed),
                                                    Amount.count(all),
                                                    noun)));
        }
    }

    private void change(JsonNode change, List<String> lines) {
        String mark = mark(change.path("actions"));
        if (mark.isEmpty()) {
            return;
        }
        lines.add("  %s %s".formatted(mark, paint.bold(change.path("address").asText())));
        for (JsonNode reason : change.path("reasons")) {
            lines.add(INDENT + reason.path("text").asText());
        }
        sql(change, lines);
        affects(change.path("affects"), lines);
        JsonNode build = change.path("build");
        if (build.isObject()) {
            long rows = build.path("rows_to_read").asLong();
            lines.add(
                    "%sreads %s %s, keeps about %s, built %s"
                            .formatted(
                                    INDENT,
                                    Amount.count(rows),
                                    rows == 1 ? "row" : "rows",
                                    Amount.bytes(build.path("state_bytes").asLong()),
                                    build.path("when").asText().equals("at_once")
                                            ? "at once"
                                            : "beside the ticks"));
        }
    }

    /** Three characters wide; empty when nothing changes. */
    private String mark(JsonNode actions) {
        if (actions.size() > 1) {
            return paint.warning("+/-");
        }
        return switch (actions.path(0).asText()) {
            case "create" -> paint.good("+  ");
            case "update" -> paint.warning("~  ");
            case "delete" -> paint.bad("-  ");
            default -> "";
        };
    }

    private void sql(JsonNode change, List<String> lines) {
        String before = change.path("before").path("sql").asText("");
        String after = change.path("after").path("sql").asText("");
        if (before.isEmpty() || after.isEmpty() || before.equals(after)) {
            return;
        }
        for (String line : LineDiff.of(before, after)) {
            String painted =
                    line.startsWith("+")
                            ? paint.good(line)
                            : line.startsWith("-") ? paint.bad(line) : line;
            lines.add((INDENT + painted).stripTrailing());
        }
    }

    private static void affects(JsonNode affects, List<String> lines) {
        List<String> reached = new ArrayList<>();
        for (JsonNode each : affects) {
            List<String> columns = new ArrayList<>();
            if (each.path("any_row").asBoolean()) {
                columns.add("its rows");
            }
            each.path("columns").forEach(column -> columns.add(column.asText()));
            reached.add(
                    each.path("id").asText()
                            + (columns.isEmpty() ? "" : " (" + String.join(", ", columns) + ")"));
        }
        int more = reached.size() - REACHED_MAX;
        if (more > 0) {
            reached.subList(REACHED_MAX, reached.size()).clear();
            reached.add(more + " more");
        }
        if (!reached.isEmpty()) {
            lines.add(INDENT + "reaches " + String.join(", ", reached));
        }
    }

    private void refusal(JsonNode refusal, List<String> lines) {
        String place = refusal.path("file").asText("");
        int line = refusal.path("line").asInt(0);
        if (!place.isEmpty()) {
            place = " in " + place + (line > 0 ? ":" + line : "");
        }
        lines.add(
                "%s %s%s: %s"
                        .formatted(
                                paint.bad(
                                        refusal.path("missing").asBoolean() ? "missing" : "error"),
                                refusal.path("code").asText(),
                                place,
                                refusal.path("message").asText()));
        refusal.path("details").forEach(detail -> lines.add("  " + detail.asText()));
        List<String> consumers = new ArrayList<>();
        refusal.path("consumers").forEach(consumer -> consumers.add(consumer.asText()));
        if (!consumers.isEmpty()) {
            lines.add("  breaks: " + String.join(", ", consumers));
        }
        if (refusal.hasNonNull("hint")) {
            lines.add("  hint: " + refusal.path("hint").asText());
        }
    }

    private String summary() {
        int refusals = plan.path("refusals").size();
        if (refusals > 0) {
            return "Refused for %d %s; nothing can be applied."
                    .formatted(refusals, refusals == 1 ? "reason" : "reasons");
        }
        JsonNode summary = plan.path("summary");
        long create = summary.path("create").asLong();
        long update = summary.path("update").asLong();
        long replace = summary.path("replace").asLong();
        long delete = summary.path("delete").asLong();
        if (create + update + replace + delete == 0) {
            return "No changes: what runs is what the project defines.";
        }
        return "Plan: %d to create, %d to change, %d to replace, %d to drop; %d stay."
                .formatted(create, update, replace, delete, summary.path("unchanged").asLong());
    }
}
