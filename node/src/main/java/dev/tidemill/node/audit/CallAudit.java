package dev.tidemill.node.audit;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.ingest.IngestResult;
import dev.tidemill.store.ParquetFile;
import dev.tidemill.store.QueryResult;
import dev.tidemill.store.RowsReader;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tells the audit log of what a Java program does on somebody's behalf: each call when it ends,
 * however it ends. Safe for all threads.
 */
public final class CallAudit {
    /** Where calls of the mill's own process come from. */
    public static final String PROCESS = "process";

    /** What the ways of a program are called, before the call's own name. */
    private static final String DOOR = "java ";

    private final @Nullable AuditLog log;
    private final BooleanSupplier isOn;
    private final String user;

    private CallAudit(@Nullable AuditLog log, BooleanSupplier isOn, String user) {
        this.log = log;
        this.isOn = requireNonNull(isOn, "isOn");
        this.user = requireNonNull(user, "user");
    }

    /**
     * Of calls on behalf of a user.
     *
     * @param isOn whether they are told of, asked at each
     */
    public static CallAudit of(AuditLog log, BooleanSupplier isOn, String user) {
        return new CallAudit(requireNonNull(log, "log"), isOn, user);
    }

    /** Of calls by a door that tells the log itself. */
    public static CallAudit byDoor() {
        return new CallAudit(null, () -> false, "");
    }

    /** What a call does. */
    @FunctionalInterface
    public interface Call<T, E extends Exception> {
        T run() throws E;
    }

    /**
     * What is told of a call.
     *
     * @param name of the call
     * @param subject what it is about, as a table; empty when that is not said
     * @param statement null when there is none
     */
    public record What(String name, String subject, @Nullable String statement) {
        public What {
            requireNonNull(name, "name");
            requireNonNull(subject, "subject");
        }

        /** A call about something. */
        public static What of(String name, String subject) {
            return new What(name, subject, null);
        }

        /** A statement. */
        public static What statement(String name, String statement) {
            return new What(name, "", requireNonNull(statement, "statement"));
        }
    }

    /**
     * What the log is told of an answer.
     *
     * @param rows how many were given or taken; -1 when that is not known
     * @param tick which was read, or holds what was written; -1 when that is not known
     */
    public record Told(long rows, long tick) {
        static final Told NOTHING = new Told(-1, -1);

        /** That the call itself is not told of. */
        public static final Told NOT_AT_ALL = new Told(-2, -2);

        /** Of an answer. */
        public static Told of(QueryResult answer) {
            return new Told(answer.rowCount(), answer.tick());
        }

        /** Of a file. */
        public static Told of(ParquetFile file) {
            return new Told(file.rows(), file.tick());
        }

        /** Of rows that were taken. */
        public static Told of(IngestResult taken) {
            return new Told(taken.accepted(), taken.tick());
        }
    }

    /** Says what the log is told of an answer. */
    @FunctionalInterface
    public interface Teller<T> {
        Told of(T answer);
    }

    /** Calls of whose answer nothing is told but that there was one. */
    public <T, E extends Exception> T around(What what, Call<T, E> call) throws E {
        return around(what, call, _ -> Told.NOTHING);
    }

    /** Calls of whose answer rows are told, without a tick. */
    public <T, E extends Exception> T counting(What what, Call<T, E> call, ToLongFunction<T> rows)
            throws E {
        return around(what, call, answer -> new Told(rows.applyAsLong(answer), -1));
    }

    /** An export, given the reader that is to be called in the place of the caller's. */
    @FunctionalInterface
    public interface Export<T> {
        T to(RowsReader<T> reader);
    }

    /** Exports, and tells of the rows that the reader took. */
    public <T> T exporting(String sql, RowsReader<T> reader, Export<T> export) {
        Told[] told = {Told.NOTHING};
        return around(
                What.statement("export", sql),
                () ->
                        export.to(
                                rows -> {
                                    T read = reader.read(rows);
                                    told[0] = new Told(rows.given(), rows.head().tick());
                                    return read;
                                }),
                _ -> told[0]);
    }

    /**
     * Calls, and tells how it ended.
     *
     * @throws TidemillException besides what the call throws, IO_FAILED or DISK_FULL, without the
     *     call, when the log cannot be written
     */
    public <T, E extends Exception> T around(What what, Call<T, E> call, Teller<T> teller)
            throws E {
        AuditLog told = log;
        if (told == null || !isOn.getAsBoolean()) {
            return call.run();
        }
        told.requireWritable();
        String code = ErrorCode.INTERNAL.code();
        Told answer = Told.NOTHING;
        try {
            T result = call.run();
            answer = teller.of(result);
            code = AuditEvent.DONE;
            return result;
        } catch (TidemillException e) {
            code = e.errorCode().code();
            throw e;
        } finally {
            if (!answer.equals(Told.NOT_AT_ALL)) {
                told.add(event(what, code, answer));
            }
        }
    }

    private AuditEvent event(What what, String code, Told answer) {
        return new AuditEvent(
                Instant.now(),
                user,
                PROCESS,
                DOOR + what.name(),
                what.subject(),
                code,
                answer.rows(),
                answer.tick(),
                what.statement());
    }
}
