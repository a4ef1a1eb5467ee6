package dev.tidemill.node.action;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.definitions.Project;
import dev.tidemill.node.definition.DefinitionPlanner;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.definition.ProjectDefinitions;
import dev.tidemill.node.function.FunctionStore;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.sql.Planner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The files of an action that tells of a query's rows: a live table, and an action on it that only
 * records until somebody has looked at it.
 *
 * @param files texts by their paths inside the project
 */
public record ActionDraft(String name, List<String> key, Map<String, String> files) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    public ActionDraft {
        requireNonNull(name, "name");
        key = List.copyOf(key);
        files = new LinkedHashMap<>(files);
    }

    /** A name for what a query brings, of the first table that it reads. */
    public static String nameFor(String sql) {
        return Planner.tablesOf(sql).stream()
                        .findFirst()
                        .filter(NAME.asMatchPredicate())
                        .orElse("query")
                + "_alerts";
    }

    /**
     * Drafts the files.
     *
     * @param name of the table and of the action
     * @param jarCopies a folder for copies of the project's jars, the caller's to delete
     * @throws TidemillException what is wrong with the query; INVALID_ARGUMENT when the name cannot
     *     be one, or the query's rows cannot be told apart
     */
    public static ActionDraft of(Project project, Path jarCopies, String name, String sql) {
        if (!NAME.matcher(name).matches()) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT, "“" + name + "” is no name of a table")
                    .withHint("small letters, digits and _, beginning with a letter");
        }
        String query = sql.strip().replaceAll(";\\s*$", "");
        PlannedTable table = planned(project, jarCopies, name, query);
        List<String> key =
                table.key().stream().map(column -> table.schema().field(column).name()).toList();
        if (key.isEmpty()) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT,
                            "nothing tells the query's rows apart, so that none can be told of")
                    .withHint(
                            "select the key of a keyed table, or group by columns: SELECT customer,"
                                    + " count(*) AS n … GROUP BY customer");
        }
        Map<String, String> files = new LinkedHashMap<>();
        files.put("tables/" + name + ".sql", "-- Rows that are told of.\n" + query + "\n");
        files.put("actions/" + name + ".yaml", action(name, key, table));
        return new ActionDraft(name, key, files);
    }

    private static PlannedTable planned(
            Project project, Path jarCopies, String name, String query) {
        FunctionStore functions = new FunctionStore(jarCopies);
        DefinitionEntry entry =
                ProjectDefinitions.unplanned(project, functions.keep(project.directory()));
        List<DefinitionEntry.LiveSql> tables = new ArrayList<>(entry.liveTables());
        boolean taken =
                tables.stream().anyMatch(table -> table.name().equals(name))
                        || entry.inputs().stream().anyMatch(input -> input.name().equals(name));
        if (taken) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT, "there is a table " + name + " already")
                    .withHint("--name gives another name");
        }
        tables.add(new DefinitionEntry.LiveSql(name, query, ""));
        DefinitionPlanner.Planned planned =
                DefinitionPlanner.planWhatCanBe(entry.withLiveTables(tables), Map.of(), functions);
        TidemillException refused = planned.refused().get(name);
        if (refused != null) {
            throw refused;
        }
        return planned.tables().stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String action(String name, List<String> key, PlannedTable table) {
        StringBuilder yaml = new StringBuilder();
        yaml.append("name: ").append(name).append('\n');
        yaml.append("description: Tells of rows that enter and leave ").append(name).append(".\n");
        yaml.append("on: ").append(name).append('\n');
        yaml.append("key: [");
        for (int i = 0; i < key.size(); i++) {
            yaml.append(i == 0 ? "" : ", ").append(quoted(key.get(i)));
        }
        yaml.append("]\nwhen: [entered, left]\n");
        yaml.append("shadow: true # only records; take it out when the outbox looks right\n");
        yaml.append("webhook:\n");
        yaml.append("  url: https://example.com/hooks/").append(name).append(" # yours\n");
        yaml.append("  body:\n");
        yaml.append("    transition: \"{{transition}}\"\n");
        yaml.append("    at: \"{{now}}\"\n");
        yaml.append("    row:\n");
        for (Field field : table.schema().fields()) {
            yaml.append("      ").append(quoted(field.name())).append(": ");
            yaml.append("\"{{row.").append(field.name()).append("}}\"\n");
        }
        return yaml.toString();
    }

    private static String quoted(String text) {
        return PLAIN.matcher(text).matches() && !text.matches("(?i)true|false|null|yes|no|on|off")
                ? text
                : Payloads.string(text);
    }
}
