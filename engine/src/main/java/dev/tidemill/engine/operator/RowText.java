package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Type;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row as people read it in an error: {@code origin=ATL, distance=NULL}. */
final class RowText {
    private static final long MICROS_PER_SECOND = 1_000_000L;

    private RowText() {}

    static String of(Batch batch, int row) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < batch.columnCount(); i++) {
            if (i > 0) {
                text.append(", ");
            }
            text.append(batch.schema().field(i).name()).append('=');
            text.append(value(batch.schema().type(i), batch.column(i).value(row)));
        }
        return text.toString();
    }

    private static String value(Type type, @Nullable Object value) {
        if (value instanceof Long micros && type.isTimestamp()) {
            return time(micros) + (type == Type.TIMESTAMPTZ ? "Z" : "");
        }
        if (value instanceof Integer day && type == Type.DATE) {
            return LocalDate.ofEpochDay(day).toString();
        }
        return Objects.toString(value, "NULL");
    }

    private static String time(long micros) {
        return LocalDateTime.ofEpochSecond(
                        Math.floorDiv(micros, MICROS_PER_SECOND),
                        (int) Math.floorMod(micros, MICROS_PER_SECOND) * 1000,
                        ZoneOffset.UTC)
                .toString();
    }
}
