package dev.tidemill.bench.nexmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A sum over rows that is the same for the same rows in any order. Values are compared as texts:
 * numbers without zeros at their ends, timestamps as whole milliseconds; NULL has a text of its
 * own. The program beside Flink does the same.
 */
final class RowDigest {
    private static final String NULL = "\\N";
    private static final char END = '\u0001';
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final int[] columns;
    private long rows;
    private long sum;

    /**
     * @param columns positions of those that count
     */
    RowDigest(int[] columns) {
        this.columns = columns;
    }

    void add(Batch batch) {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < batch.size(); row++) {
            text.setLength(0);
            for (int column : columns) {
                text.append(text(batch.schema(), column, batch.column(column).value(row)));
                text.append(END);
            }
            rows += batch.weight(row);
            sum += batch.weight(row) * hash(text.toString());
        }
    }

    private static String text(Schema schema, int column, @Nullable Object value) {
        return switch (value) {
            case null -> NULL;
            case BigDecimal number -> number.stripTrailingZeros().toPlainString();
            case Long micros when schema.type(column).isTimestamp() ->
                    Long.toString(Math.floorDiv(micros, 1000));
            default -> value.toString();
        };
    }

    private static long hash(String text) {
        long hash = FNV_BASIS;
        for (byte b : text.getBytes(UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        hash ^= hash >>> 32;
        hash *= 0xd6e8feb86659fd93L;
        return hash ^ hash >>> 32;
    }

    Answer answer() {
        return new Answer(rows, sum);
    }

    /**
     * What is left of a table's contents for comparing.
     *
     * @param rows how many
     * @param sum of what their compared columns hash to
     */
    record Answer(long rows, long sum) {}
}
