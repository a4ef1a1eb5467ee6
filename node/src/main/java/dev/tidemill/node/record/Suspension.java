package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;

/**
 * A live table that is defined and does not run. It has no rows and no state until it runs again:
 * when its SQL is another one, or is planned again by a release that can.
 *
 * @param sql the SQL that it is suspended with
 * @param tick the tick in which it failed; 0 when this release cannot plan it
 */
public record Suspension(String table, String sql, ErrorCode code, String message, long tick) {
    public Suspension {
        requireNonNull(table, "table");
        requireNonNull(sql, "sql");
        requireNonNull(code, "code");
        requireNonNull(message, "message");
    }

    /** Of a table that threw this. */
    public static Suspension of(String table, String sql, Throwable cause, long tick) {
        return cause instanceof TidemillException known
                ? new Suspension(table, sql, known.errorCode(), known.message(), tick)
                : new Suspension(table, sql, ErrorCode.INTERNAL, String.valueOf(cause), tick);
    }

    /** What somebody is told who asks for the table. */
    public TidemillException asException() {
        String when = tick == 0 ? "" : " since tick " + tick;
        return new TidemillException(
                        ErrorCode.TABLE_SUSPENDED,
                        "the live table %s is suspended%s: %s %s"
                                .formatted(table, when, code.code(), message))
                .withHint(
                        "change its SQL, or have it tried again: tidemill restart %s; its inputs are all there"
                                .formatted(table));
    }

    void write(RecordWriter writer) {
        writer.putText(table);
        writer.putText(sql);
        writer.putInt(code.number());
        writer.putText(message);
        writer.putLong(tick);
    }

    static Suspension read(RecordReader reader) {
        return new Suspension(
                reader.readText(),
                reader.readText(),
                ErrorCode.of(reader.readInt()),
                reader.readText(),
                reader.readLong());
    }
}
