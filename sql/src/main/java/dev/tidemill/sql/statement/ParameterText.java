package dev.tidemill.sql.statement;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A statement with parameters {@code $1}, {@code $2} in its text. What stands in quotes, comments
 * and dollar quotes is no parameter.
 */
public final class ParameterText {
    /** As many as PostgreSQL's protocol can carry. */
    public static final int PARAMETERS_MAX = 65_535;

    /** A parameter's place; its number is from 0. */
    private record Mark(int from, int to, int number) {}

    private final String sql;
    private final List<Mark> marks;
    private final int count;

    private ParameterText(String sql, List<Mark> marks) {
        this.sql = requireNonNull(sql, "sql");
        this.marks = List.copyOf(marks);
        this.count = marks.stream().mapToInt(mark -> mark.number + 1).max().orElse(0);
    }

    /** Finds the parameters. */
    public static ParameterText of(String sql) {
        List<Mark> marks = new ArrayList<>();
        int at = 0;
        while (at < sql.length()) {
            int end = SqlTokens.end(sql, at);
            boolean isMark =
                    sql.charAt(at) == '$'
                            && at + 1 < sql.length()
                            && isDigit(sql.charAt(at + 1))
                            && (at == 0 || !Character.isJavaIdentifierPart(sql.charAt(at - 1)));
            if (isMark) {
                end = at + 1;
                while (end < sql.length() && isDigit(sql.charAt(end))) {
                    end++;
                }
                marks.add(new Mark(at, end, number(sql.substring(at + 1, end))));
            }
            at = end;
        }
        return new ParameterText(sql, marks);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int number(String digits) {
        int number = digits.length() > 5 ? PARAMETERS_MAX + 1 : Integer.parseInt(digits);
        if (number < 1 || number > PARAMETERS_MAX) {
            throw new TidemillException(ErrorCode.SYNTAX_ERROR, "there is no parameter $" + digits);
        }
        return number - 1;
    }

    /** The statement as it was written. */
    public String sql() {
        return sql;
    }

    /** The greatest number. */
    public int count() {
        return count;
    }

    /** The numbers, from 0, in the order in which they stand. */
    public int[] numbers() {
        return marks.stream().mapToInt(Mark::number).toArray();
    }

    /** The text with {@code ?} for each parameter, and everything else at its place. */
    public String withQuestionMarks() {
        StringBuilder text = new StringBuilder(sql);
        for (Mark mark : marks) {
            text.setCharAt(mark.from, '?');
            for (int i = mark.from + 1; i < mark.to; i++) {
                text.setCharAt(i, ' ');
            }
        }
        return text.toString();
    }

    /**
     * The text with other texts in the parameters' places.
     *
     * @param literals by number, from 0
     */
    public String with(IntFunction<String> literals) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (Mark mark : marks) {
            text.append(sql, at, mark.from).append(literals.apply(mark.number));
            at = mark.to;
        }
        return text.append(sql, at, sql.length()).toString();
    }
}
