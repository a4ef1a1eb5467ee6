package dev.tidemill.engine.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.engine.expression.RowErrors;
import dev.tidemill.engine.state.OrderedCursor;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * STRING_AGG, ARRAY_AGG and JSON_AGG: all values of a group in order. A result is made anew when
 * its group is touched, in time and memory proportional to its length, which is bounded by {@link
 * #BYTES_MAX} and {@link #VALUES_MAX}; a longer one is an error of its group.
 */
final class ListAccumulator implements Accumulator {
    static final int BYTES_MAX = 1 << 20;
    static final int VALUES_MAX = 100_000;

    /** Bytes of an array's values as they are kept. */
    static final int ARRAY_BYTES_MAX = 8 << 20;

    /** Bytes that the results of one partition may take in one step. */
    static final long STEP_BYTES_MAX = Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 32);

    private static final byte[] NOTHING = {};
    private static final byte[] JSON_NULL = {'n', 'u', 'l', 'l'};

    private final GroupEntries entries;
    private final AggregateCall call;
    private final byte[] separator;
    private final byte[] opening;
    private final byte[] closing;

    ListAccumulator(GroupEntries entries, AggregateCall call) {
        this.entries = entries;
        this.call = call;
        Object between = call.parameter() == null ? null : call.parameter().value();
        boolean isJson = call.function() == AggregateFunction.JSON_AGG;
        this.separator = isJson ? bytes(", ") : between == null ? NOTHING : bytes(between);
        this.opening = isJson ? bytes("[") : NOTHING;
        this.closing = isJson ? bytes("]") : NOTHING;
    }

    private static byte[] bytes(Object text) {
        return text.toString().getBytes(UTF_8);
    }

    @Override
    public int width() {
        return 0;
    }

    @Override
    public void add(
            GroupedRows rows,
            @Nullable Column argument,
            long @Nullable [] weights,
            GroupCells cells) {
        entries.add(rows, weights, cells);
    }

    @Override
    public void forget(long groupRow) {
        entries.forget(groupRow);
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        ColumnBuilder out = ColumnBuilder.of(call.type(), cells.count());
        long bytes = 0;
        for (int g = 0; g < cells.count(); g++) {
            Column values = values(cells.groupRows()[g]);
            bytes += values.bytesHeld();
            requireRoom(bytes);
            if (values.size() == 0) {
                out.appendNull();
            } else if (values.size() > VALUES_MAX) {
                fail(g, VALUES_MAX + " values", failures);
                out.appendNull();
            } else if (call.function() == AggregateFunction.ARRAY_AGG
                    && values.bytesHeld() > ARRAY_BYTES_MAX) {
                fail(g, ARRAY_BYTES_MAX + " bytes", failures);
                out.appendNull();
            } else if (call.function() == AggregateFunction.ARRAY_AGG) {
                out.appendValue(list(values));
            } else {
                append((BytesColumn) values, g, out, failures);
            }
        }
        return out.build();
    }

    private static void requireRoom(long bytes) {
        if (bytes > STEP_BYTES_MAX) {
            throw new TidemillException(
                            ErrorCode.MEMORY_LIMIT,
                            "the groups that one tick changes have lists of more than %,d bytes"
                                    .formatted(STEP_BYTES_MAX))
                    .withHint("collect fewer or shorter values, or give the process more memory");
        }
    }

    private void fail(int group, String bound, RowErrors failures) {
        failures.add(
                group,
                ErrorCode.RESULT_TOO_LARGE,
                "more than " + bound + " in one group",
                call.function() + "($" + call.argument() + ")");
    }

    /** At most one more than the bounds. */
    private Column values(long groupRow) {
        ColumnBuilder values = ColumnBuilder.of(entries.valueType(), 16);
        OrderedCursor cursor = entries.cursor();
        boolean there = entries.first(cursor, groupRow);
        while (there && values.size() <= VALUES_MAX && values.bytesHeld() <= ARRAY_BYTES_MAX) {
            long times = call.distinct() ? 1 : cursor.value();
            for (long i = 0;
                    i < times
                            && values.size() <= VALUES_MAX
                            && values.bytesHeld() <= ARRAY_BYTES_MAX;
                    i++) {
                entries.value(cursor, values);
            }
            there = cursor.next() && entries.isOf(cursor, groupRow);
        }
        return values.build();
    }

    private static List<@Nullable Object> list(Column values) {
        List<@Nullable Object> list = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            list.add(values.value(i));
        }
        return list;
    }

    private void append(BytesColumn values, int group, ColumnBuilder out, RowErrors failures) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(opening);
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                text.writeBytes(separator);
            }
            if (values.isNull(i)) {
                text.writeBytes(JSON_NULL);
            } else {
                text.write(values.bytes(), values.start(i), values.length(i));
            }
            if (text.size() > BYTES_MAX) {
                fail(group, BYTES_MAX + " bytes", failures);
                out.appendNull();
                return;
            }
        }
        text.writeBytes(closing);
        byte[] bytes = text.toByteArray();
        out.appendBytes(bytes, 0, bytes.length);
    }
}
