package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rows with their counts, by their text, for comparing tables. */
final class Rows {
    private Rows() {}

    static Map<String, Long> of(TableSnapshot table) {
        int[] all = IntStream.range(0, table.schema().size()).toArray();
        Map<String, Long> rows = new TreeMap<>();
        for (Supplier<@Nullable Batch> part : table.scan(all)) {
            for (Batch chunk = part.get(); chunk != null; chunk = part.get()) {
                add(rows, chunk);
            }
        }
        return rows;
    }

    static Map<String, Long> of(Circuit circuit, String table) {
        try (CircuitSnapshot snapshot = circuit.snapshot()) {
            return of(snapshot.table(table));
        }
    }

    static Map<String, Long> errors(Circuit circuit, String table) {
        try (CircuitSnapshot snapshot = circuit.snapshot()) {
            return of(snapshot.errors(table));
        }
    }

    /** Adds a batch's weights; rows of weight 0 vanish. */
    static void add(@Nullable Map<String, Long> rows, @Nullable Batch batch) {
        if (rows == null || batch == null) {
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            List<@Nullable Object> row = batch.row(i);
            rows.merge(row.toString(), batch.weight(i), Long::sum);
            rows.values().removeIf(weight -> weight == 0);
        }
    }
}
