package dev.tidemill.connectors.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the rows of one piece. Invariant between rows: every builder holds exactly {@code good}
 * values. Within a row a builder holds one more once its field was read, which is how a field given
 * twice is noticed.
 */
final class RowCollector {
    private static final int VALUE_SHOWN_BYTES = 60;
    private static final int EXPECTED_ROW_BYTES = 100;

    private final Schema schema;
    private final ColumnBuilder[] builders;
    private final ValueText[] values;
    private final int rowBytesMax;
    private byte[] body = new byte[0];
    private int[] starts = new int[0];
    private int[] ends = new int[0];
    private long[] numbers = new long[0];
    private int good;
    private long row;
    private List<RefusedRow> refused = new ArrayList<>();
    private @Nullable RefusalRule rule;
    private @Nullable String column;
    private String reason = "";

    RowCollector(Schema schema, ParseOptions options) {
        this.schema = schema;
        this.rowBytesMax = options.rowBytesMax();
        this.builders = new ColumnBuilder[schema.size()];
        this.values = new ValueText[schema.size()];
        for (int i = 0; i < builders.length; i++) {
            builders[i] = ColumnBuilder.of(schema.type(i), 0);
            values[i] = ValueText.of(schema.type(i));
        }
    }

    Schema schema() {
        return schema;
    }

    void begin(byte[] newBody, int length) {
        body = newBody;
        int expected = length / EXPECTED_ROW_BYTES + 16;
        for (int i = 0; i < builders.length; i++) {
            builders[i] = ColumnBuilder.of(schema.type(i), expected);
        }
        starts = new int[expected];
        ends = new int[expected];
        numbers = new long[expected];
        good = 0;
        refused = new ArrayList<>();
    }

    /** False, with the refusal noted, when the column already has a value in this row. */
    boolean isFirst(int index) {
        if (builders[index].size() == good) {
            return true;
        }
        return fail(
                RefusalRule.DUPLICATE_FIELD,
                schema.field(index).name(),
                "the field is given twice");
    }

    boolean appendNull(int index) {
        builders[index].appendNull();
        return true;
    }

    boolean append(int index, byte[] text, int from, int to) {
        String wrong = values[index].append(text, from, to, builders[index]);
        return wrong == null || failType(index, text, from, to, wrong);
    }

    boolean failType(int index, byte[] text, int from, int to, String wrong) {
        int shown = Math.min(to, from + VALUE_SHOWN_BYTES);
        String value = new String(text, from, shown - from, UTF_8) + (shown < to ? "…" : "");
        return fail(RefusalRule.TYPE, schema.field(index).name(), "'" + value + "' " + wrong);
    }

    /** Notes why the row is refused; always false. */
    boolean fail(RefusalRule newRule, @Nullable String newColumn, String newReason) {
        rule = newRule;
        column = newColumn;
        reason = newReason;
        return false;
    }

    /** Ends the row {@code body[start, end)}; {@code read} says whether it could be read. */
    void endRow(boolean read, int start, int end) {
        row++;
        if (end - start > rowBytesMax) {
            fail(RefusalRule.ROW_TOO_LARGE, null, tooLarge());
            refuse(start, end);
        } else if (read) {
            keep(start, end);
        } else {
            refuse(start, end);
        }
    }

    private String tooLarge() {
        return "the row is longer than " + rowBytesMax + " bytes";
    }

    private void keep(int start, int end) {
        if (good == starts.length) {
            starts = Arrays.copyOf(starts, good * 2);
            ends = Arrays.copyOf(ends, good * 2);
            numbers = Arrays.copyOf(numbers, good * 2);
        }
        starts[good] = start;
        ends[good] = end;
        numbers[good] = row;
        good++;
        for (ColumnBuilder builder : builders) {
            if (builder.size() < good) {
                builder.appendNull();
            }
        }
    }

    private void refuse(int start, int end) {
        for (ColumnBuilder builder : builders) {
            builder.truncate(good);
        }
        RefusalRule noted = rule == null ? RefusalRule.SYNTAX : rule;
        int kept = noted == RefusalRule.ROW_TOO_LARGE ? Math.min(end, start + 1024) : end;
        refused.add(
                new RefusedRow(row, noted, column, reason, Arrays.copyOfRange(body, start, kept)));
        rule = null;
        column = null;
    }

    /** A row of which only the beginning was kept. */
    void refuseOversized(int start, int end) {
        row++;
        fail(RefusalRule.ROW_TOO_LARGE, null, tooLarge());
        refuse(start, end);
    }

    ParsedRows finish() {
        Column[] columns = new Column[builders.length];
        for (int i = 0; i < builders.length; i++) {
            columns[i] = builders[i].build();
        }
        Batch rows = new Batch(schema, columns, good, null);
        return new ParsedRows(rows, new RawRows(body, starts, ends, numbers), refused);
    }
}
