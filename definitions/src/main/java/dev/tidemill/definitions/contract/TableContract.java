package dev.tidemill.definitions.contract;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contract of one declared table: its columns, how rows come and go, what time means in it.
 *
 * @param file the contract's file inside the project
 * @param key names of the primary key's columns in order; never empty for keyed tables
 * @param eventTime the column of the event time; null for keyed tables
 * @param lateness how late rows may come, by column; only of event tables
 * @param retention how long rows are kept; only of event tables
 * @param timeMeaning whose clock the table's local times are, free text such as airport-local
 * @param terms what the contract says besides
 */
public record TableContract(
        String name,
        String file,
        String version,
        @Nullable String description,
        TableKind kind,
        List<ColumnContract> columns,
        List<String> key,
        @Nullable String eventTime,
        TableLateness lateness,
        TableRetention retention,
        @Nullable String timeMeaning,
        ContractTerms terms) {
    public TableContract {
        requireNonNull(name, "name");
        requireNonNull(file, "file");
        requireNonNull(version, "version");
        requireNonNull(kind, "kind");
        requireNonNull(lateness, "lateness");
        requireNonNull(retention, "retention");
        requireNonNull(terms, "terms");
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        if (kind == TableKind.KEYED && key.isEmpty()) {
            throw new IllegalArgumentException("the keyed table " + name + " has no key");
        }
    }

    /** The same table, whose rows may be so late. */
    public TableContract withLateness(TableLateness other) {
        return new TableContract(
                name,
                file,
                version,
                description,
                kind,
                columns,
                key,
                eventTime,
                other,
                retention,
                timeMeaning,
                terms);
    }

    public Schema schema() {
        return new Schema(columns.stream().map(ColumnContract::field).toList());
    }

    /** Positions of the primary key's columns, in the key's order. */
    public List<Integer> keyPositions() {
        Schema schema = schema();
        return key.stream().map(schema::indexOf).toList();
    }

    /** The position of the event time, or -1. */
    public int eventTimePosition() {
        return eventTime == null ? -1 : schema().indexOf(eventTime);
    }

    public @Nullable ColumnContract columnOrNull(String columnName) {
        return columns.stream()
                .filter(column -> column.name().equals(columnName))
                .findFirst()
                .orElse(null);
    }

    public List<String> columnNames() {
        return columns.stream().map(ColumnContract::name).toList();
    }
}
