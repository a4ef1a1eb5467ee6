package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import java.util.List;

/**
 * How a preview differs from the table that it would become, at one tick. Rows are compared in the
 * columns that both have with one type, each as often as it is there; NULL equals NULL.
 *
 * @param table the table that runs
 * @param columns those that were compared
 * @param tableColumns those that only the table has, or has with another type
 * @param previewColumns the same of the preview
 * @param tableOnly rows that only the table has
 * @param previewOnly rows that only the preview has
 * @param equal rows that both have
 * @param tableSample some of {@code tableOnly}
 * @param previewSample some of {@code previewOnly}
 */
public record PreviewDifference(
        long tick,
        String table,
        String preview,
        List<String> columns,
        List<String> tableColumns,
        List<String> previewColumns,
        long tableOnly,
        long previewOnly,
        long equal,
        Batch tableSample,
        Batch previewSample) {
    public PreviewDifference {
        requireNonNull(table, "table");
        requireNonNull(preview, "preview");
        columns = List.copyOf(columns);
        tableColumns = List.copyOf(tableColumns);
        previewColumns = List.copyOf(previewColumns);
        requireNonNull(tableSample, "tableSample");
        requireNonNull(previewSample, "previewSample");
    }

    /** Whether both are the same in all columns. */
    public boolean isEmpty() {
        return tableOnly == 0
                && previewOnly == 0
                && tableColumns.isEmpty()
                && previewColumns.isEmpty();
    }
}
