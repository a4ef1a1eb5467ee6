package dev.tidemill.pgwire.sql;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A statement with other texts where its parameters stood, and how to find a place of it in the
 * statement as it was written.
 *
 * @param sql to be carried out
 * @param ends behind each text that was put in, in UTF-16 units of {@code sql}
 * @param shifts how much further right everything behind such an end stands than it was written
 */
public record RenderedSql(String sql, List<Integer> ends, List<Integer> shifts) {
    /** Characters of a statement with the values of its parameters in it. */
    public static final int CHARACTERS_MAX = 32 << 20;

    public RenderedSql {
        requireNonNull(sql, "sql");
        ends = List.copyOf(ends);
        shifts = List.copyOf(shifts);
    }

    /** A statement as it is. */
    public static RenderedSql of(StatementText statement) {
        return new RenderedSql(statement.sql(), List.of(), List.of());
    }

    /**
     * A statement whose parameters are replaced.
     *
     * @param replacement the text for a parameter's number
     */
    public static RenderedSql of(StatementText statement, IntFunction<String> replacement) {
        StringBuilder out = new StringBuilder();
        List<Integer> ends = new java.util.ArrayList<>();
        List<Integer> shifts = new java.util.ArrayList<>();
        int copied = 0;
        for (Token token : statement.tokens()) {
            if (token.kind() == Token.Kind.PARAMETER) {
                out.append(statement.sql(), copied, token.from());
                String put = replacement.apply(token.parameter());
                requireRoom(out.length() + (long) put.length());
                out.append(put);
                copied = token.to();
                ends.add(out.length());
                shifts.add(out.length() - copied);
            }
        }
        out.append(statement.sql(), copied, statement.sql().length());
        return new RenderedSql(out.toString(), ends, shifts);
    }

    private static void requireRoom(long characters) {
        if (characters > CHARACTERS_MAX) {
            throw new TidemillException(
                            ErrorCode.SESSION_FULL,
                            "a statement with its values has more than %d characters"
                                    .formatted(CHARACTERS_MAX))
                    .withHint("name a parameter once, in a WITH, and use it from there");
        }
    }

    /**
     * Where a place of {@code sql} stands in the statement as it was written, in characters from 1.
     *
     * @param line from 1
     * @param column in UTF-16 units from 1
     */
    public int position(StatementText written, int line, int column) {
        int at = 0;
        for (int i = 1; i < line; i++) {
            int next = sql.indexOf('\n', at);
            if (next < 0) {
                return 0;
            }
            at = next + 1;
        }
        at = Math.min(sql.length(), at + column - 1);
        int shift = 0;
        for (int i = 0; i < ends.size() && ends.get(i) <= at; i++) {
            shift = shifts.get(i);
        }
        int original = Math.clamp(at - shift, 0, written.sql().length());
        return written.sql().codePointCount(0, original) + 1;
    }
}
