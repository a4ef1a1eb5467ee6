package dev.tidemill.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.show.AlignedTable;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.Paint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A server's status as text: a few lines on the whole, then a table each for sources, tables and
 * actions.
 *
 * @param status the answer of {@code GET /v1/status}
 */
record StatusReport(JsonNode status, Paint paint) {
    private static final String SEPARATOR = "   ";

    StatusReport {
        requireNonNull(status, "status");
        requireNonNull(paint, "paint");
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(head());
        lines.add(pace());
        lines.add(room());
        lines.add(readers());
        problems(lines);
        section(lines, sources());
        section(lines, down());
        section(lines, tables());
        section(lines, building());
        section(lines, suspended());
        section(lines, broken());
        section(lines, actions());
        return lines;
    }

    /** The one line that a running demo keeps up to date. */
    String oneLine() {
        return String.join(
                SEPARATOR,
                "tick " + Amount.count(status.path("tick").asLong()),
                clock(),
                Amount.count(status.path("rows_total").asLong()) + " rows",
                Amount.rate(status.path("rows_per_second").asDouble()),
                "lag " + Amount.millis(status.path("lag_ms").asDouble()));
    }

    /** Why the mill has failed, or its queries, and why changed definitions are not used. */
    private void problems(List<String> lines) {
        JsonNode engine = status.path("query_engine");
        if (engine.path("state").asText().equals("broken")) {
            lines.add(paint.bad("no queries: " + engine.path("problem").asText()));
        } else if (engine.path("reopened").asLong() > 0) {
            lines.add(
                    paint.warning(
                            "query engines opened anew: " + engine.path("reopened").asLong()));
        }
        if (status.path("memory").hasNonNull("full")) {
            lines.add(
                    paint.bad("no rows are taken: " + status.path("memory").path("full").asText()));
        }
        for (String name : List.of("problem", "definition_problem")) {
            if (status.hasNonNull(name)) {
                lines.add(paint.bad(status.path(name).asText()));
            }
        }
    }

    private AlignedTable building() {
        AlignedTable table = new AlignedTable().left("BUILDING").right("READ").right("OF").left("");
        for (JsonNode each : status.path("building")) {
            table.row(
                    each.path("name").asText(),
                    Amount.count(each.path("rows_done").asLong()),
                    Amount.count(each.path("rows_total").asLong()),
                    each.hasNonNull("problem")
                            ? "the former one goes on: " + each.path("problem").asText()
                            : each.path("replaces").asBoolean()
                                    ? "the former one goes on meanwhile"
                                    : "");
        }
        return table;
    }

    /** The promises of contracts that do not hold. */
    private AlignedTable broken() {
        AlignedTable table =
                new AlignedTable().left("failing check").left("table").left("must be").right("is");
        for (JsonNode each : status.path("checks")) {
            if (each.path("state").asText().equals("failing")) {
                table.row(
                        each.path("name").asText(),
                        each.path("table").asText(),
                        each.path("expected").asText(),
                        each.path("measured").asText());
            }
        }
        return table;
    }

    private AlignedTable suspended() {
        AlignedTable table = new AlignedTable().left("SUSPENDED").left("CODE").left("WHY");
        for (JsonNode each : status.path("suspended")) {
            String since =
                    each.hasNonNull("since_tick")
                            ? " (since tick " + each.path("since_tick").asLong() + ")"
                            : "";
            table.row(
                    each.path("name").asText(),
                    each.path("code").asText(),
                    each.path("message").asText() + since);
        }
        return table;
    }

    private void section(List<String> lines, AlignedTable table) {
        if (table.rowCount() > 0) {
            lines.add("");
            lines.addAll(table.lines(paint));
        }
    }

    private String head() {
        return String.join(
                SEPARATOR,
                paint.bold(status.path("project").asText()),
                state(status.path("state").asText()),
                "tick " + Amount.count(status.path("tick").asLong()),
                clock(),
                "up " + seconds(status.path("uptime_s")));
    }

    private String clock() {
        JsonNode clock = status.path("clock");
        String now = "now " + status.path("now").asText().replace('T', ' ');
        if (clock.path("paused").asBoolean()) {
            return now + " (paused)";
        }
        return switch (clock.path("kind").asText()) {
            case "replay" -> now + " (" + speed(clock.path("speed")) + ")";
            default -> now;
        };
    }

    private static String speed(JsonNode speed) {
        return speed.isNumber() ? "×" + Amount.number(speed.asDouble()) : "as fast as it goes";
    }

    private String pace() {
        return String.join(
                SEPARATOR,
                Amount.count(status.path("rows_total").asLong()) + " rows",
                Amount.rate(status.path("rows_per_second").asDouble()) + " rows in",
                Amount.rate(status.path("ticks_per_second").asDouble()) + " ticks",
                "lag " + Amount.millis(status.path("lag_ms").asDouble()),
                "tick p99 " + Amount.millis(status.path("tick_p99_ms").asDouble()));
    }

    private String room() {
        JsonNode memory = status.path("memory");
        JsonNode journal = status.path("journal");
        return String.join(
                SEPARATOR,
                "state " + bytes(memory.path("state_bytes")) + budget(memory),
                "heap "
                        + bytes(memory.path("heap_bytes"))
                        + " of "
                        + bytes(memory.path("heap_max_bytes")),
                "journal "
                        + bytes(journal.path("bytes"))
                        + " in "
                        + plural(journal.path("segments").asLong(), "segment"),
                checkpoint());
    }

    private static String budget(JsonNode memory) {
        if (!memory.hasNonNull("state_budget_bytes")) {
            return "";
        }
        long pinned = memory.path("state_pinned_bytes").asLong();
        boolean much = pinned * 10 > memory.path("state_budget_bytes").asLong();
        return " of "
                + bytes(memory.path("state_budget_bytes"))
                + (much ? " (" + Amount.bytes(pinned) + " for open readers)" : "");
    }

    private String checkpoint() {
        JsonNode checkpoint = status.path("checkpoint");
        if (!checkpoint.hasNonNull("tick")) {
            return "no checkpoint yet";
        }
        return "checkpoint of tick "
                + Amount.count(checkpoint.path("tick").asLong())
                + ", "
                + seconds(checkpoint.path("age_s"))
                + " ago";
    }

    private String readers() {
        JsonNode readers = status.path("readers");
        return String.join(
                SEPARATOR,
                plural(readers.path("subscriptions").asLong(), "subscription"),
                Amount.count(readers.path("queries_total").asLong())
                        + " queries ("
                        + readers.path("queries_running").asLong()
                        + " running)",
                plural(readers.path("lookups_total").asLong(), "lookup"));
    }

    /** What failed and is tried again. */
    private AlignedTable down() {
        AlignedTable table =
                new AlignedTable()
                        .left("DOWN")
                        .left("KIND")
                        .left("STATE")
                        .right("FAILURES")
                        .right("TRIED IN")
                        .left("WHY");
        for (JsonNode each : status.path("supervised")) {
            boolean rests = each.path("state").asText().equals("suspended");
            if (rests || each.hasNonNull("next_attempt_s")) {
                table.row(
                        each.path("name").asText(),
                        each.path("kind").asText(),
                        each.path("state").asText(),
                        Amount.count(each.path("failures").asLong()),
                        rests ? "when asked" : seconds(each.path("next_attempt_s")),
                        each.path("problem").asText());
            }
        }
        return table;
    }

    private AlignedTable sources() {
        AlignedTable table =
                new AlignedTable()
                        .left("SOURCE")
                        .left("KIND")
                        .left("STATE")
                        .left("INTO")
                        .right("ROWS")
                        .right("ROWS/S")
                        .left("AT");
        for (JsonNode source : status.path("sources")) {
            table.row(
                    CellText.of(source.path("name")),
                    CellText.of(source.path("kind")),
                    CellText.of(source.path("state")),
                    joined(source.path("tables")),
                    Amount.count(source.path("rows").asLong()),
                    Amount.number(source.path("rows_per_second").asDouble()),
                    detailOr(source.path("detail"), source.path("position")));
        }
        return table;
    }

    private AlignedTable tables() {
        AlignedTable table =
                new AlignedTable()
                        .left("TABLE")
                        .left("KIND")
                        .right("ROWS")
                        .right("ROWS/S")
                        .right("CHANGES")
                        .right("STATE")
                        .right("OWNS")
                        .right("ON DISK")
                        .right("ERRORS")
                        .right("QUARANTINED")
                        .left("FED BY");
        for (JsonNode entry : status.path("tables")) {
            table.row(
                    qualified(entry),
                    CellText.of(entry.path("kind")),
                    Amount.count(entry.path("rows").asLong()),
                    Amount.number(entry.path("rows_per_second").asDouble()),
                    Amount.count(entry.path("changes_total").asLong()),
                    bytes(entry.path("state_bytes")),
                    bytes(entry.path("owned_bytes")),
                    Amount.count(entry.path("history_rows").asLong()),
                    Amount.count(entry.path("errors").asLong()),
                    Amount.count(entry.path("quarantined").asLong()),
                    joined(entry.path("inputs")));
        }
        return table;
    }

    private AlignedTable actions() {
        AlignedTable table =
                new AlignedTable()
                        .left("ACTION")
                        .left("ON")
                        .right("DELIVERED")
                        .right("PENDING")
                        .right("FAILED")
                        .right("DEAD");
        for (JsonNode action : status.path("actions")) {
            table.row(
                    CellText.of(action.path("name")),
                    CellText.of(action.path("on")),
                    Amount.count(action.path("delivered").asLong()),
                    Amount.count(action.path("pending").asLong()),
                    Amount.count(action.path("failed").asLong()),
                    Amount.count(action.path("dead").asLong()));
        }
        return table;
    }

    private String state(String state) {
        return state.equals("running") ? paint.good(state) : paint.warning(state);
    }

    private static String qualified(JsonNode table) {
        String schema = table.path("schema").asText("public");
        String name = table.path("name").asText();
        return schema.equals("public") || name.contains(".") ? name : schema + "." + name;
    }

    private static String detailOr(JsonNode detail, JsonNode position) {
        return CellText.of(detail.isTextual() ? detail : position);
    }

    private static String joined(JsonNode names) {
        return StreamSupport.stream(names.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(", "));
    }

    private static String bytes(JsonNode bytes) {
        return Amount.bytes(bytes.asLong());
    }

    private static String seconds(JsonNode seconds) {
        return Amount.duration(Duration.ofMillis(Math.round(seconds.asDouble() * 1000)));
    }

    static String plural(long count, String noun) {
        return Amount.count(count) + " " + noun + (count == 1 ? "" : "s");
    }
}
