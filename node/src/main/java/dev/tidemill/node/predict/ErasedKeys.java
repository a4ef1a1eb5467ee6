package dev.tidemill.node.predict;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.record.ErasureEntry;
import dev.tidemill.node.record.PredictorRule;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows a predictor has something of and that are a person's: those whose key or features have
 * the value that identifies them, and those of the decided-upon table that the erasure takes out.
 * Before the tick of the erasure is stepped.
 */
final class ErasedKeys {
    private final PredictorState state;
    private final List<ErasureEntry> erasures;
    private final Set<String> subjects;

    private ErasedKeys(PredictorState state, List<ErasureEntry> erasures) {
        this.state = state;
        this.erasures = erasures;
        this.subjects = erasures.stream().map(ErasureEntry::subject).collect(Collectors.toSet());
    }

    static Set<RowKey> of(PredictorState state, List<ErasureEntry> erasures, Circuit circuit) {
        return new ErasedKeys(state, erasures).find(circuit);
    }

    private Set<RowKey> find(Circuit circuit) {
        Set<RowKey> keys = new LinkedHashSet<>(state.keysWith(subjects));
        try (CircuitSnapshot before = circuit.snapshot()) {
            String predictions = state.table().input().name();
            if (before.tables().contains(predictions)) {
                addForetold(before.table(predictions), keys);
            }
            Set<String> columns =
                    erasures.stream()
                            .flatMap(erasure -> erasure.cells().stream())
                            .filter(cell -> cell.table().equals(state.rule().on()))
                            .map(ErasureEntry.Cell::column)
                            .collect(Collectors.toSet());
            if (!columns.isEmpty() && before.tables().contains(state.rule().on())) {
                addDecidedUpon(before.table(state.rule().on()), columns, keys);
            }
        }
        return keys;
    }

    private void addForetold(TableSnapshot predictions, Set<RowKey> keys) {
        int size = state.rule().key().size();
        int[] columns = new int[size + 1];
        for (int i = 0; i < size; i++) {
            columns[i] = i;
        }
        columns[size] = predictions.schema().indexOf("features");
        int[] key = keyPositions(state.rule());
        eachBatch(
                predictions,
                columns,
                rows -> {
                    for (int row = 0; row < rows.size(); row++) {
                        RowKey found = RowKey.of(key, rows, row);
                        Object features = rows.column(size).value(row);
                        if (found != null
                                && (found.values().stream().anyMatch(subjects::contains)
                                        || names(String.valueOf(features)))) {
                            keys.add(found);
                        }
                    }
                });
    }

    private boolean names(String features) {
        try {
            return Json.parse(features) instanceof Json.Obj object
                    && object.members().values().stream()
                            .anyMatch(
                                    member ->
                                            member instanceof Json.Text text
                                                    && subjects.contains(text.value()));
        } catch (JsonError e) {
            return false;
        }
    }

    private void addDecidedUpon(TableSnapshot table, Collection<String> names, Set<RowKey> keys) {
        Set<String> all = new LinkedHashSet<>();
        state.rule().key().forEach(field -> all.add(field.name()));
        all.addAll(names);
        List<String> wanted = List.copyOf(all);
        int[] columns = wanted.stream().mapToInt(table.schema()::indexOf).toArray();
        if (Arrays.stream(columns).anyMatch(column -> column < 0)) {
            return;
        }
        int[] people = names.stream().mapToInt(wanted::indexOf).toArray();
        int[] key = keyPositions(state.rule());
        eachBatch(
                table,
                columns,
                rows -> {
                    for (int row = 0; row < rows.size(); row++) {
                        RowKey found =
                                isTheirs(people, rows, row) ? RowKey.of(key, rows, row) : null;
                        if (found != null) {
                            keys.add(found);
                        }
                    }
                });
    }

    private boolean isTheirs(int[] people, Batch rows, int row) {
        for (int column : people) {
            if (subjects.contains(String.valueOf(rows.column(column).value(row)))) {
                return true;
            }
        }
        return false;
    }

    private static int[] keyPositions(PredictorRule rule) {
        int[] key = new int[rule.key().size()];
        for (int i = 0; i < key.length; i++) {
            key[i] = i;
        }
        return key;
    }

    private interface Rows {
        void take(Batch rows);
    }

    private static void eachBatch(TableSnapshot table, int[] columns, Rows taken) {
        for (Supplier<@Nullable Batch> chunks : table.scan(columns)) {
            Batch rows;
            while ((rows = chunks.get()) != null) {
                taken.take(rows);
            }
        }
    }
}
