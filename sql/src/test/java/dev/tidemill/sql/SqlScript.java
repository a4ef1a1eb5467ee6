package dev.tidemill.sql;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.sql.lineage.ColumnLineage;
import dev.tidemill.sql.lineage.Dependencies;
import java.util.ArrayList;
import java.util.List;

/**
 * A script of queries and what the planner says to each.
 *
 * <p>Lines that start with # are comments. A query ends with a semicolon at the end of a line; a
 * command line follows: {@code !plan} shows columns and plan, {@code !types} the columns, {@code
 * !error} the refusal, {@code !rows} DuckDB's rows, {@code !lineage} what columns and rows depend
 * on. The answer stands below it, up to an empty line.
 */
final class SqlScript {
    private static final Planner PLANNER = new Planner(FlightsCatalog.CATALOG);

    private SqlScript() {}

    /** The script with every answer replaced by the actual one. */
    static String answered(String script) {
        List<String> output = new ArrayList<>();
        List<String> query = new ArrayList<>();
        boolean inAnswer = false;
        for (String line : script.split("\n", -1)) {
            if (inAnswer && !line.isEmpty()) {
                continue;
            }
            inAnswer = false;
            output.add(line);
            if (line.startsWith("!")) {
                output.add(answer(line, text(query)));
                query.clear();
                inAnswer = true;
            } else if (!line.startsWith("#") && !(line.isEmpty() && query.isEmpty())) {
                query.add(line);
            }
        }
        return String.join("\n", output);
    }

    private static String text(List<String> query) {
        String text = String.join("\n", query).strip();
        return text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
    }

    private static String answer(String command, String sql) {
        try {
            return answer(command, PLANNER.plan(sql));
        } catch (TidemillException e) {
            return CaretText.of(sql, e);
        }
    }

    private static String answer(String command, PlannedQuery query) {
        return switch (command) {
            case "!types" -> PlanText.columns(query.plan());
            case "!plan" -> planned(query);
            case "!rows" -> ReadingsDatabase.rows(query.plan());
            case "!lineage" -> lineage(query);
            case "!error" -> "no error: " + PlanText.columns(query.plan());
            default -> throw new IllegalArgumentException("no command " + command);
        };
    }

    private static String planned(PlannedQuery query) {
        StringBuilder text = new StringBuilder(PlanText.columns(query.plan()));
        text.append('\n').append(PlanText.of(query.plan()).stripTrailing());
        query.notes().forEach(note -> text.append("\nNote: ").append(note));
        return text.toString();
    }

    private static String lineage(PlannedQuery query) {
        List<String> lines = new ArrayList<>();
        for (ColumnLineage column : query.lineage().columns()) {
            lines.add(column.column() + " <- " + text(column.dependencies()));
        }
        lines.add("rows <- " + text(query.lineage().rows()));
        return String.join("\n", lines);
    }

    private static String text(Dependencies dependencies) {
        return dependencies.isEmpty() ? "nothing" : dependencies.toString();
    }
}
