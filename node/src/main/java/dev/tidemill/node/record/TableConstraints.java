package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import dev.tidemill.sql.statement.TableRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What CREATE TABLE holds the rows of a table to. What is UNIQUE is not here, but an index.
 *
 * @param keyName the primary key's name; null for the usual one
 * @param checks in the order of their names
 */
public record TableConstraints(
        String table,
        @Nullable String keyName,
        List<TableRules.Check> checks,
        List<TableRules.Default> defaults) {
    // Spelled out, since a compact constructor's parameters lose their annotations in class files.
    public TableConstraints(
            String table,
            @Nullable String keyName,
            List<TableRules.Check> checks,
            List<TableRules.Default> defaults) {
        this.table = requireNonNull(table, "table");
        this.keyName = keyName;
        this.checks = List.copyOf(checks);
        this.defaults = List.copyOf(defaults);
    }

    /** Of what a statement says. */
    public static TableConstraints of(String table, TableRules rules) {
        return new TableConstraints(table, rules.keyName(), rules.checks(), rules.defaults());
    }

    /** Whether there is nothing that the table itself does not say. */
    public boolean isEmpty() {
        return keyName == null && checks.isEmpty() && defaults.isEmpty();
    }

    /** The name of the primary key. */
    public String primaryKey() {
        return keyName == null ? table + "_pkey" : keyName;
    }

    /** As the SQL room knows it. */
    public TableRules rules() {
        return new TableRules(keyName, checks, defaults, List.of());
    }

    void write(RecordWriter writer) {
        writer.putText(table);
        writer.putText(keyName == null ? "" : keyName);
        writer.putInt(checks.size());
        for (TableRules.Check check : checks) {
            writer.putText(check.name());
            writer.putText(check.sql());
        }
        writer.putInt(defaults.size());
        for (TableRules.Default standing : defaults) {
            writer.putText(standing.column());
            writer.putText(standing.sql());
        }
    }

    static TableConstraints read(RecordReader reader) {
        String table = reader.readText();
        String keyName = reader.readText();
        List<TableRules.Check> checks = new ArrayList<>();
        int checkCount = reader.readInt();
        for (int i = 0; i < checkCount; i++) {
            checks.add(new TableRules.Check(reader.readText(), reader.readText()));
        }
        List<TableRules.Default> defaults = new ArrayList<>();
        int defaultCount = reader.readInt();
        for (int i = 0; i < defaultCount; i++) {
            defaults.add(new TableRules.Default(reader.readText(), reader.readText()));
        }
        return new TableConstraints(table, keyName.isEmpty() ? null : keyName, checks, defaults);
    }
}
