package dev.tidemill.node.forget;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.Erasure;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.read.KeyText;
import dev.tidemill.node.record.ErasureEntry;
import dev.tidemill.node.record.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which rows of input tables erasures take out. Values; any thread. */
public final class ErasedRows {
    private ErasedRows() {}

    /**
     * By table; a table that erasures look at is there, though no row of it can have the value.
     *
     * @param inputs the tables there are, by name
     */
    static Map<String, List<Erasure>> byTable(
            List<ErasureEntry> erasures, Map<String, InputTable> inputs) {
        Map<String, List<Erasure>> byTable = new TreeMap<>();
        for (ErasureEntry erasure : erasures) {
            for (ErasureEntry.Cell cell : erasure.cells()) {
                InputTable table = inputs.get(cell.table());
                of(cell, table, erasure.subject())
                        .ifPresent(
                                rows ->
                                        byTable.computeIfAbsent(
                                                        cell.table(), _ -> new ArrayList<>())
                                                .addAll(rows));
            }
        }
        return byTable;
    }

    /** Those of one table. */
    public static List<Erasure> of(List<ErasureEntry> erasures, InputTable table) {
        return byTable(erasures, Map.of(table.name(), table)).getOrDefault(table.name(), List.of());
    }

    /** Whether an erasure takes out all rows of a table. */
    public static boolean isAll(List<ErasureEntry> erasures, String table) {
        return erasures.stream()
                .flatMap(erasure -> erasure.cells().stream())
                .anyMatch(cell -> cell.isAll() && cell.table().equals(table));
    }

    /** Empty when there is no such table or column; no rows for a value that it cannot have. */
    private static Optional<List<Erasure>> of(
            ErasureEntry.Cell cell, @Nullable InputTable table, String subject) {
        if (table == null) {
            return Optional.empty();
        }
        int column = table.schema().indexOf(cell.isAll() ? Recording.KIND : cell.column());
        if (column < 0) {
            return Optional.empty();
        }
        if (cell.isAll()) {
            return Optional.of(
                    Recording.KINDS.stream()
                            .map(kind -> new Erasure(table.name(), column, kind))
                            .toList());
        }
        try {
            Object value = KeyText.value(table.schema().type(column), subject);
            return Optional.of(List.of(new Erasure(table.name(), column, value)));
        } catch (TidemillException e) {
            return Optional.of(List.of());
        }
    }
}
