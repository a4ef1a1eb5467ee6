package dev.tidemill.pgwire.frame;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorSubject;
import dev.tidemill.algebra.error.TidemillException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An error, or a notice, as a client is told it: severity, SQLSTATE, message, detail, hint and
 * position. The field {@code R}, which PostgreSQL fills with the name of a routine, has the error's
 * own code, for example {@code TM1003}.
 *
 * @param severity {@code ERROR}, {@code FATAL}, {@code WARNING} or {@code NOTICE}
 * @param code the error's own, for example {@code TM1003}
 * @param subject the table, column and constraint that it is about
 * @param position in characters from 1; 0 when it is not known
 */
public record ErrorMessage(
        String severity,
        String sqlState,
        String message,
        @Nullable String detail,
        @Nullable String hint,
        int position,
        @Nullable String code,
        @Nullable ErrorSubject subject) {
    private static final char ERROR = 'E';
    private static final char NOTICE = 'N';

    public ErrorMessage {
        requireNonNull(severity, "severity");
        requireNonNull(sqlState, "sqlState");
        requireNonNull(message, "message");
    }

    /**
     * An error of a statement.
     *
     * @param sqlState the code to tell it with
     * @param message the words to tell it in
     */
    public static ErrorMessage error(
            TidemillException e, String sqlState, String message, int position) {
        return of("ERROR", e, sqlState, message, position);
    }

    /** The error that the connection ends with. */
    public static ErrorMessage fatal(TidemillException e) {
        return of("FATAL", e, e.errorCode().sqlState(), e.message(), 0);
    }

    private static ErrorMessage of(
            String severity, TidemillException e, String sqlState, String message, int position) {
        return new ErrorMessage(
                severity,
                sqlState,
                message,
                e.detail(),
                e.hint(),
                position,
                e.errorCode().code(),
                e.subject());
    }

    /** A login that failed, in PostgreSQL's words and code, which drivers look for. */
    public static ErrorMessage wrongPassword(TidemillException e, String message) {
        return new ErrorMessage(
                "FATAL", "28P01", message, e.detail(), null, 0, e.errorCode().code(), null);
    }

    /** What is done already, and not done again. */
    public static ErrorMessage notice(String message) {
        return new ErrorMessage("NOTICE", "00000", message, null, null, 0, null, null);
    }

    /** What is not wrong, but should be known. */
    public static ErrorMessage warning(String sqlState, String message) {
        return new ErrorMessage("WARNING", sqlState, message, null, null, 0, null, null);
    }

    public void write(MessageWriter out) throws IOException {
        boolean isNotice = severity.equals("WARNING") || severity.equals("NOTICE");
        out.begin(isNotice ? NOTICE : ERROR);
        field(out, 'S', severity);
        field(out, 'V', severity);
        field(out, 'C', sqlState);
        field(out, 'M', message);
        field(out, 'D', detail);
        field(out, 'H', hint);
        field(out, 'P', position > 0 ? Integer.toString(position) : null);
        if (subject != null) {
            field(out, 's', "public");
            field(out, 't', subject.table());
            field(out, 'c', subject.column());
            field(out, 'n', subject.constraint());
        }
        if (code != null) {
            // Where PostgreSQL names its own source there is the number that the manual has.
            field(out, 'F', "tidemill");
            field(out, 'L', code.replaceAll("[^0-9]", ""));
            field(out, 'R', code);
        }
        out.int8(0).end();
    }

    private static void field(MessageWriter out, char type, @Nullable String text) {
        if (text != null) {
            out.int8(type).text(text);
        }
    }
}
