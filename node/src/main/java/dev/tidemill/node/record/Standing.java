package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A live table that does not run with the SQL of the definitions yet: it is being built, or could
 * not be.
 *
 * @param sql what it runs with; empty when it does not run
 * @param planHash of the plan that it runs with
 * @param because the table whose building failed; empty while it is being built
 */
public record Standing(String table, String sql, String planHash, String because) {
    public Standing {
        requireNonNull(table, "table");
        requireNonNull(sql, "sql");
        requireNonNull(planHash, "planHash");
        requireNonNull(because, "because");
    }

    /** Whether it is being built. */
    public boolean isBuilding() {
        return because.isEmpty();
    }

    /** What runs in the place of these definitions. */
    public static DefinitionEntry over(DefinitionEntry definitions, Iterable<Standing> standing) {
        Map<String, Standing> byName = new HashMap<>();
        standing.forEach(each -> byName.put(each.table(), each));
        List<DefinitionEntry.LiveSql> running = new ArrayList<>();
        for (DefinitionEntry.LiveSql table : definitions.liveTables()) {
            Standing other = byName.get(table.name());
            if (other == null) {
                running.add(table);
            } else if (!other.sql().isEmpty()) {
                running.add(
                        new DefinitionEntry.LiveSql(table.name(), other.sql(), other.planHash()));
            }
        }
        return definitions.withLiveTables(running);
    }

    void write(RecordWriter writer) {
        writer.putText(table);
        writer.putText(sql);
        writer.putText(planHash);
        writer.putText(because);
    }

    static Standing read(RecordReader reader) {
        return new Standing(
                reader.readText(), reader.readText(), reader.readText(), reader.readText());
    }
}
