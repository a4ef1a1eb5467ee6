package dev.tidemill.node.forget;

import static java.util.Objects.requireNonNull;

import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.record.ErasureEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A person's value as columns write it, which is how it is compared with texts and hashed: a UUID
 * in small letters, a number without leading zeros. Columns of different types may write what was
 * asked for differently; there are as many forms then.
 *
 * @param columns with the cells that write it so; those that cannot have the value are with the
 *     first form
 */
record SubjectForm(String value, SubjectColumns columns) {
    SubjectForm {
        requireNonNull(value, "value");
        requireNonNull(columns, "columns");
    }

    /** The forms of a value; none when no column can have it. */
    static List<SubjectForm> of(
            String subject, SubjectColumns columns, Map<String, InputTable> inputs) {
        Map<String, List<ErasureEntry.Cell>> byForm = new LinkedHashMap<>();
        List<ErasureEntry.Cell> others = new ArrayList<>();
        for (ErasureEntry.Cell cell : columns.cells()) {
            form(subject, cell, inputs)
                    .ifPresentOrElse(
                            form -> byForm.computeIfAbsent(form, _ -> new ArrayList<>()).add(cell),
                            () -> others.add(cell));
        }
        byForm.values().stream().findFirst().ifPresent(first -> first.addAll(others));
        return byForm.entrySet().stream()
                .map(each -> new SubjectForm(each.getKey(), columns.withCells(each.getValue())))
                .toList();
    }

    private static Optional<String> form(
            String subject, ErasureEntry.Cell cell, Map<String, InputTable> inputs) {
        InputTable table = inputs.get(cell.table());
        int at = table == null ? -1 : table.schema().indexOf(cell.column());
        return table == null || at < 0
                ? Optional.empty()
                : Subject.form(table.schema().type(at), subject);
    }
}
