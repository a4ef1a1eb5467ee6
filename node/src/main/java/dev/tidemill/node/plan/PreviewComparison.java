package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.node.read.QueryableTick;
import dev.tidemill.node.record.DefinitionEntry.Preview;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Compares a preview with the table that it would become, by the engine of queries, whose bounds
 * hold for it. Owned by one call.
 */
final class PreviewComparison {
    /** Rows of each side that are shown, at most. */
    static final int SAMPLES_MAX = 1_000;

    private final DefinitionDoor door;
    private final QueryableTick tick;
    private final Preview preview;
    private final List<String> columns = new ArrayList<>();
    private final List<String> tableColumns = new ArrayList<>();
    private final List<String> previewColumns = new ArrayList<>();

    PreviewComparison(DefinitionDoor door, QueryableTick tick, Preview preview) {
        this.door = requireNonNull(door, "door");
        this.tick = requireNonNull(tick, "tick");
        this.preview = requireNonNull(preview, "preview");
        split(tick.table(preview.of()).schema(), tick.table(preview.name()).schema());
    }

    private void split(Schema table, Schema other) {
        for (Field field : table.fields()) {
            (isShared(field, other) ? columns : tableColumns).add(field.name());
        }
        for (Field field : other.fields()) {
            if (!isShared(field, table)) {
                previewColumns.add(field.name());
            }
        }
    }

    private static boolean isShared(Field field, Schema other) {
        int position = other.indexOf(field.name());
        return position >= 0 && other.type(position).equals(field.type());
    }

    /** Throws INVALID_REQUEST when the two have no column in common. */
    PreviewDifference difference(int samples) {
        if (columns.isEmpty()) {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST,
                            "%s and %s have no column in common"
                                    .formatted(preview.of(), preview.name()))
                    .withHint("columns are compared that have one name and one type in both");
        }
        String tableOnly = rest(preview.of(), preview.name());
        String previewOnly = rest(preview.name(), preview.of());
        long missing = count(tableOnly);
        return new PreviewDifference(
                tick.tick(),
                preview.of(),
                preview.name(),
                columns,
                tableColumns,
                previewColumns,
                missing,
                count(previewOnly),
                tick.table(preview.of()).rows() - missing,
                sample(tableOnly, samples),
                sample(previewOnly, samples));
    }

    private String rest(String one, String other) {
        return "SELECT %s FROM %s EXCEPT ALL SELECT %s FROM %s"
                .formatted(listed(), quoted(one), listed(), quoted(other));
    }

    private String listed() {
        return columns.stream().map(PreviewComparison::quoted).collect(Collectors.joining(", "));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private long count(String rows) {
        Batch counted = door.query(tick, "SELECT count(*) AS n FROM (" + rows + ") AS r");
        return ((Number) requireNonNull(counted.row(0).getFirst())).longValue();
    }

    /** In the order of the columns, so that a sample of the same rows is the same. */
    private Batch sample(String rows, int samples) {
        return door.query(tick, "SELECT * FROM (" + rows + ") AS r ORDER BY ALL LIMIT " + samples);
    }
}
