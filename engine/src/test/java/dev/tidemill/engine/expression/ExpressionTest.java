package dev.tidemill.engine.expression;

import static dev.tidemill.algebra.expr.ScalarFunction.*;
import static dev.tidemill.engine.expression.Evaluation.call;
import static dev.tidemill.engine.expression.Evaluation.cast;
import static dev.tidemill.engine.expression.Evaluation.micros;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Case;
import dev.tidemill.algebra.expr.Coalesce;
import dev.tidemill.algebra.expr.InList;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.Logical;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpressionTest {
    private static final Type T = Type.TEXT;
    private static final Type I = Type.INTEGER;
    private static final Type L = Type.BIGINT;
    private static final Type D = Type.DOUBLE;
    private static final Type B = Type.BOOLEAN;

    private static BigDecimal dec(String text) {
        return new BigDecimal(text);
    }

    private static LocalDateTime ts(String text) {
        return LocalDateTime.parse(text);
    }

    @Test
    void integerArithmeticFailsOnOverflowAndDivisionByZero() {
        assertEquals(5, call(ADD, I, 2, 3));
        assertEquals("TM1102: integer out of range", call(ADD, I, Integer.MAX_VALUE, 1));
        assertEquals("TM1102: integer out of range", call(MULTIPLY, I, 65536, 65536));
        assertEquals("TM1101: division by zero", call(DIVIDE, I, 7, 0));
        assertEquals(-3, call(DIVIDE, I, -7, 2));
        assertEquals(-1, call(MODULO, I, -7, 2));
        assertEquals("TM1102: integer out of range", call(DIVIDE, I, Integer.MIN_VALUE, -1));
        assertEquals("TM1102: bigint out of range", call(SUBTRACT, L, Long.MIN_VALUE, 1L));
        assertEquals("TM1102: bigint out of range", call(MULTIPLY, L, 1L << 62, 2L));
        assertEquals("TM1102: integer out of range", call(NEGATE, I, Integer.MIN_VALUE));
        assertEquals(4, call(ABS, I, -4));
    }

    @Test
    void doubleArithmeticFailsOnOverflowAndUnderflow() {
        assertEquals(0.75, call(DIVIDE, D, 3.0, 4.0));
        assertEquals("TM1102: value out of range: overflow", call(MULTIPLY, D, 1e200, 1e200));
        assertEquals("TM1102: value out of range: underflow", call(MULTIPLY, D, 1e-200, 1e-200));
        assertEquals("TM1101: division by zero", call(DIVIDE, D, 1.0, 0.0));
        assertEquals(2.0, call(ROUND, D, 2.5));
        assertEquals("TM1106: cannot take square root of a negative number", call(SQRT, D, -1.0));
        assertEquals("TM1106: cannot take logarithm of zero", call(LN, D, 0.0));
        assertEquals(8.0, call(POWER, D, 2.0, 3.0));
    }

    @Test
    void decimalArithmeticIsExact() {
        assertEquals(dec("0.30"), call(ADD, Type.decimal(38, 2), dec("0.1"), dec("0.20")));
        assertEquals(dec("0.02"), call(MULTIPLY, Type.decimal(38, 2), dec("0.1"), dec("0.2")));
        assertEquals(dec("0.3333333333"), call(DIVIDE, Type.decimal(38, 10), dec("1"), dec("3")));
        assertEquals(dec("-0.67"), call(DIVIDE, Type.decimal(38, 2), dec("-2"), dec("3")));
        assertEquals(
                "TM1101: division by zero", call(DIVIDE, Type.decimal(38, 2), dec("1"), dec("0")));
        assertEquals(
                "TM1102: numeric field overflow",
                call(
                        ADD,
                        Type.decimal(38, 0),
                        dec("99999999999999999999999999999999999999"),
                        dec("1")));
        assertEquals(
                dec("12345678901234567890123456789012345678"),
                call(
                        MULTIPLY,
                        Type.decimal(38, 0),
                        dec("6172839450617283945061728394506172839"),
                        dec("2")));
        assertEquals(
                dec("1.000000000000000000"),
                call(
                        DIVIDE,
                        Type.decimal(38, 18),
                        dec("99999999999999999999.12345"),
                        dec("99999999999999999999.12345")));
        assertEquals(dec("2.35"), call(ROUND_TO, Type.decimal(38, 2), dec("2.345"), 2));
        assertEquals(dec("200"), call(ROUND_TO, Type.decimal(38, 0), dec("151"), -2));
        assertEquals(dec("-3"), call(FLOOR, Type.decimal(38, 0), dec("-2.1")));
        assertEquals(dec("-2"), call(CEIL, Type.decimal(38, 0), dec("-2.9")));
        assertEquals(dec("0.1"), call(MODULO, Type.decimal(38, 1), dec("5.1"), dec("5")));
    }

    @Test
    void comparisonsOrderNanLastAndTextByCodePoint() {
        assertEquals(true, call(EQUAL, B, Double.NaN, Double.NaN));
        assertEquals(true, call(GREATER, B, Double.NaN, Double.POSITIVE_INFINITY));
        assertEquals(false, call(LESS_OR_EQUAL, B, Double.NaN, 1.0));
        assertEquals(true, call(EQUAL, B, 0.0, -0.0));
        assertEquals(true, call(LESS, B, "Z", "a"));
        assertEquals(true, call(LESS, B, "\uFFFD", "\uD83D\uDE00"));
        assertEquals(true, call(EQUAL, B, dec("1.10"), dec("1.1")));
        assertEquals(
                true, call(GREATER_OR_EQUAL, B, new Interval(0, 30, 0), new Interval(1, 0, 0)));
        assertEquals(true, call(NOT_EQUAL, B, 1, 2));
        assertEquals(true, call(IS_DISTINCT, B, 1, 2));
        assertNull(call(NULLIF, I, 1, 1));
        assertEquals(3, call(GREATEST, I, 1, 3, 2));
        assertEquals("a", call(LEAST, T, "b", "a"));
    }

    @Test
    void textFunctionsCountCharacters() {
        assertEquals(4, call(LENGTH, I, "héé€"));
        assertEquals("é€", call(SUBSTRING, T, "hé€x", 2, 2));
        assertEquals("h", call(SUBSTRING, T, "hé€x", -1, 3));
        assertEquals(
                "TM1106: negative substring length not allowed", call(SUBSTRING, T, "abc", 1, -1));
        assertEquals("ab", call(LEFT, T, "abc", -1));
        assertEquals("bc", call(RIGHT, T, "abc", 2));
        assertEquals("c", call(RIGHT, T, "abc", -2));
        assertEquals("x€", call(TRIM, T, "éx€é", "é"));
        assertEquals("xyxab", call(LPAD, T, "ab", 5, "xy"));
        assertEquals("abc", call(RPAD, T, "abcdef", 3, "x"));
        assertEquals("€éa", call(REVERSE, T, "aé€"));
        assertEquals("a--b--", call(REPLACE, T, "a.b.", ".", "--"));
        assertEquals(3, call(POSITION, I, "c", "é€c"));
        assertEquals("b", call(SPLIT_PART, T, "a,b,c", ",", 2));
        assertEquals("c", call(SPLIT_PART, T, "a,b,c", ",", -1));
        assertEquals("", call(SPLIT_PART, T, "a,b,c", ",", 4));
        assertEquals("HÉ", call(UPPER, T, "hé"));
        assertEquals("Hello World-Wide", call(INITCAP, T, "hELLO wORLD-wide"));
        assertEquals("ababab", call(REPEAT, T, "ab", 3));
        assertEquals("900150983cd24fb0d6963f7d28e17f72", call(MD5, T, "abc"));
        assertEquals(8364, call(ASCII, I, "€"));
        assertEquals("€", call(CHR, T, 8364));
        assertEquals("ab", call(CONCAT, T, "a", "b"));
        assertEquals("a", call(CONCAT_SKIP_NULLS, T, "a", new Evaluation.Typed(null, T)));
        assertEquals(true, call(STARTS_WITH, B, "alphabet", "alph"));
    }

    @Test
    void likeMatchesByCharacters() {
        assertEquals(true, call(LIKE, B, "hello", "h%o", "\\"));
        assertEquals(true, call(LIKE, B, "h€o", "h_o", "\\"));
        assertEquals(false, call(LIKE, B, "heo", "h_", "\\"));
        assertEquals(true, call(LIKE, B, "50%", "50\\%", "\\"));
        assertEquals(false, call(LIKE, B, "501", "50\\%", "\\"));
        assertEquals(true, call(LIKE, B, "abcabcd", "%abc_", "\\"));
        assertEquals(true, call(LIKE, B, "abXcd", "a%b%d", "\\"));
        assertEquals(true, call(LIKE, B, "", "%", "\\"));
        assertEquals(false, call(LIKE, B, "ab", "a", "\\"));
        assertEquals(false, call(LIKE, B, "ab", "ab_%", "\\"));
        assertEquals(false, call(LIKE, B, "aba", "ab%ba", "\\"));
        assertEquals(true, call(ILIKE, B, "HELLO", "h%o", "\\"));
        assertEquals(true, call(REGEXP_MATCH, B, "abc123", "[0-9]+$"));
        assertEquals(true, call(REGEXP_IMATCH, B, "ABC", "b"));
        assertEquals("[a][b]$", call(REGEXP_REPLACE, T, "ab$", "([ab])", "[\\1]", "g"));
    }

    @Test
    void timesFollowTheCalendar() {
        assertEquals(
                micros(ts("2001-01-29T00:00")),
                call(DATE_TRUNC, Type.TIMESTAMP, "week", ts("2001-02-01T13:05:09")));
        assertEquals(
                micros(ts("2001-01-01T00:00")),
                call(DATE_TRUNC, Type.TIMESTAMP, "century", ts("2026-02-01T13:05:09")));
        assertEquals(
                micros(ts("1960-02-01T13:00")),
                call(DATE_TRUNC, Type.TIMESTAMP, "hour", ts("1960-02-01T13:05:09")));
        assertEquals(
                micros(ts("2001-02-28T00:00")),
                call(TIMESTAMP_ADD, Type.TIMESTAMP, ts("2001-01-31T00:00"), new Interval(1, 0, 0)));
        assertEquals(
                new Interval(0, 30, 3_600_000_000L),
                call(
                        TIMESTAMP_DIFFERENCE,
                        Type.INTERVAL,
                        ts("2001-01-31T01:00"),
                        ts("2001-01-01T00:00")));
        assertEquals(
                micros(ts("2020-02-11T15:30")),
                call(
                        DATE_BIN,
                        Type.TIMESTAMP,
                        new Interval(0, 0, 900_000_000L),
                        ts("2020-02-11T15:44:17"),
                        ts("2001-01-01T00:00")));
        assertEquals(
                dec("9.500000"),
                call(EXTRACT, Type.decimal(38, 6), "second", ts("2001-01-31T01:02:09.5")));
        assertEquals(53L, call(EXTRACT, L, "week", LocalDate.of(2005, 1, 1)));
        assertEquals(2004L, call(EXTRACT, L, "isoyear", LocalDate.of(2005, 1, 1)));
        assertEquals(0L, call(EXTRACT, L, "dow", LocalDate.of(2001, 2, 18)));
        assertEquals(47L, call(EXTRACT, L, "doy", ts("2001-02-16T20:38:40")));
        assertEquals(982_355_920.12, call(EXTRACT, D, "epoch", ts("2001-02-16T20:38:40.12")));
        assertEquals(
                "TM1106: unit \"fortnight\" not recognized",
                call(EXTRACT, L, "fortnight", ts("2001-02-16T20:38:40")));
        // PostgreSQL: interval '1 month 2 days 10 hours' * 1.5 = 1 mon 18 days 15:00:00
        assertEquals(
                new Interval(1, 18, 54_000_000_000L),
                call(INTERVAL_MULTIPLY, Type.INTERVAL, new Interval(1, 2, 36_000_000_000L), 1.5));
        assertEquals(
                5, call(DATE_DIFFERENCE, I, LocalDate.of(2001, 1, 6), LocalDate.of(2001, 1, 1)));
    }

    @Test
    void castsReadAndWriteAsPostgres() {
        assertEquals("1e+15", cast(1e15, T));
        assertEquals("123456789012345.67", cast(123456789012345.67, T));
        assertEquals("1e-05", cast(0.00001, T));
        assertEquals("0.1", cast(0.1, T));
        assertEquals("-Infinity", cast(Double.NEGATIVE_INFINITY, T));
        assertEquals("2001-01-31 13:05:00.5", cast(ts("2001-01-31T13:05:00.5"), T));
        assertEquals(
                "1 year 2 mons -3 days +04:05:06", cast(new Interval(14, -3, 14_706_000_000L), T));
        assertEquals("00:00:00", cast(new Interval(0, 0, 0), T));
        assertEquals(2, cast(2.5, I));
        assertEquals(3, cast(dec("2.5"), I));
        assertEquals("TM1102: integer out of range", cast(3e9, I));
        assertEquals("TM1103: invalid input syntax for type integer: \"x1\"", cast("x1", I));
        assertEquals(42, cast("  42 ", I));
        assertEquals(dec("1.24"), cast("1.235", Type.decimal(5, 2)));
        assertEquals("TM1102: numeric field overflow", cast("1000", Type.decimal(5, 2)));
        assertEquals(
                micros(ts("2001-01-31T12:05")), cast("2001-01-31 13:05:00+01", Type.TIMESTAMPTZ));
        assertEquals(micros(ts("2001-01-31T13:05")), cast("2001-01-31T13:05:00Z", Type.TIMESTAMP));
        assertEquals((int) LocalDate.of(2001, 1, 31).toEpochDay(), cast("2001-01-31", Type.DATE));
        assertEquals(
                "TM1104: date/time field value out of range: \"2001-02-30\"",
                cast("2001-02-30", Type.DATE));
        assertEquals(
                new Interval(14, 3, 14_706_700_000L),
                cast("1 year 2 mons 3 days 04:05:06.7", Type.INTERVAL));
        assertEquals(new Interval(0, 1, 7_200_000_000L), cast("P1DT2H", Type.INTERVAL));
        assertEquals(new Interval(0, 0, 5_400_000_000L), cast("1.5 hours", Type.INTERVAL));
        assertEquals(true, cast("yes", B));
        assertEquals(dec("0.10"), cast(0.1, Type.decimal(5, 2)));
    }

    @Test
    void guardsKeepLaterOperandsFromFailing() {
        Object guarded =
                Evaluation.of(
                        new Object[] {0, 10},
                        refs ->
                                new Logical(
                                        Logical.Kind.AND,
                                        List.of(
                                                Call.of(
                                                        NOT_EQUAL,
                                                        B,
                                                        refs.get(0),
                                                        new Literal(0, I)),
                                                Call.of(
                                                        GREATER,
                                                        B,
                                                        Call.of(
                                                                DIVIDE,
                                                                I,
                                                                refs.get(1),
                                                                refs.get(0)),
                                                        new Literal(1, I)))));
        assertEquals(false, guarded);
        Object chosen =
                Evaluation.of(
                        new Object[] {0, 10},
                        refs ->
                                new Case(
                                        List.of(
                                                new Case.Branch(
                                                        Call.of(
                                                                EQUAL,
                                                                B,
                                                                refs.get(0),
                                                                new Literal(0, I)),
                                                        new Literal("none", T))),
                                        new dev.tidemill.algebra.expr.Cast(
                                                Call.of(DIVIDE, I, refs.get(1), refs.get(0)), T),
                                        T));
        assertEquals("none", chosen);
        Object coalesced =
                Evaluation.of(
                        new Object[] {5, 0},
                        refs ->
                                new Coalesce(
                                        List.of(
                                                refs.get(0),
                                                Call.of(DIVIDE, I, refs.get(0), refs.get(1))),
                                        I));
        assertEquals(5, coalesced);
    }

    @Test
    void inListsKnowNull() {
        Object found =
                Evaluation.of(
                        new Object[] {"b"},
                        refs ->
                                new InList(
                                        refs.getFirst(),
                                        List.of(new Literal("c", T), new Literal("b", T))));
        assertEquals(true, found);
        Object unknown =
                Evaluation.of(
                        new Object[] {7},
                        refs ->
                                new InList(
                                        refs.getFirst(),
                                        List.of(new Literal(1, I), new Literal(null, I))));
        assertNull(unknown);
    }
}
