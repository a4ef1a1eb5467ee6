package dev.tidemill.definitions.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContractCheckerTest {

    private static CheckResult check(ColumnContract column, @Nullable Object... values) {
        var contract =
                new TableContract(
                        "t",
                        "t.yaml",
                        "1",
                        null,
                        TableKind.EVENT,
                        List.of(column),
                        List.of(),
                        null,
                        TableLateness.NONE,
                        TableRetention.FOREVER,
                        null,
                        ContractTerms.NONE);
        ColumnBuilder builder = ColumnBuilder.of(column.type(), values.length);
        for (Object value : values) {
            builder.appendValue(value);
        }
        Column built = builder.build();
        Batch batch = new Batch(contract.schema(), new Column[] {built}, values.length, null);
        return ContractChecker.of(contract).check(batch);
    }

    private static List<Integer> badRows(ColumnContract column, @Nullable Object... values) {
        CheckResult result = check(column, values);
        assertEquals(values.length, result.goodCount() + result.violations().size());
        return result.violations().stream().map(Violation::row).toList();
    }

    private static ColumnRule range(@Nullable String minimum, @Nullable String maximum) {
        return new ColumnRule.Range(
                "range",
                minimum == null ? null : new BigDecimal(minimum),
                maximum == null ? null : new BigDecimal(maximum),
                "at least " + minimum + " and at most " + maximum);
    }

    @Test
    void refusesNullOnlyWhereAValueIsRequired() {
        ColumnContract column = ColumnContract.of("c", Type.TEXT);
        assertEquals(List.of(), badRows(column, "a", null));
        CheckResult result = check(column.asRequired(), null, "a", null);
        assertArrayEquals(new int[] {1}, Arrays.copyOf(result.goodRows(), result.goodCount()));
        assertEquals(
                new Violation(0, "c", "required", "a value is required"),
                result.violations().getFirst());
    }

    @Test
    void keepsNumbersInTheirRange() {
        ColumnContract ints = ColumnContract.of("c", Type.INTEGER).with(range("1", "9"));
        assertEquals(List.of(0, 3), badRows(ints, 0, 1, 9, 10, null));
        assertEquals(
                "10 is not at least 1 and at most 9",
                check(ints, 10).violations().getFirst().reason());
        ColumnContract longs = ColumnContract.of("c", Type.BIGINT).with(range("-1.5", null));
        assertEquals(List.of(0), badRows(longs, -2L, -1L, Long.MAX_VALUE));
        ColumnContract huge = ColumnContract.of("c", Type.BIGINT).with(range(null, "1e30"));
        assertEquals(List.of(), badRows(huge, Long.MIN_VALUE, Long.MAX_VALUE));
        ColumnContract doubles = ColumnContract.of("c", Type.DOUBLE).with(range("-90", "90"));
        assertEquals(
                List.of(1, 2, 3),
                badRows(doubles, 90.0, 90.00001, Double.NaN, Double.NEGATIVE_INFINITY, null));
    }

    @Test
    void keepsDecimalsInTheirRange() {
        Type type = Type.decimal(38, 2);
        ColumnContract column = ColumnContract.of("c", type).with(range("-0.5", "1e20"));
        assertEquals(
                List.of(0, 3),
                badRows(
                        column,
                        new BigDecimal("-0.51"),
                        new BigDecimal("-0.50"),
                        new BigDecimal("1e20"),
                        new BigDecimal("100000000000000000000.01"),
                        null));
    }

    @Test
    void keepsTimesInTheirRangeAndShowsThemAsTimes() {
        ColumnContract days = ColumnContract.of("c", Type.DATE).with(range("10", null));
        assertEquals(List.of(0), badRows(days, 9, 10));
        assertTrue(check(days, 9).violations().getFirst().reason().startsWith("1970-01-10"));
        ColumnContract times = ColumnContract.of("c", Type.TIMESTAMP).with(range("0", null));
        assertTrue(
                check(times, -1L).violations().getFirst().reason().startsWith("1969-12-31T23:59"));
    }

    @Test
    void countsTheLengthInCharacters() {
        ColumnContract column =
                ColumnContract.of("c", Type.TEXT).with(new ColumnRule.Length("length", 2, 3));
        assertEquals(List.of(0, 1, 4), badRows(column, "", "a", "ab", "äöü", "abcd", null));
        assertEquals(List.of(), badRows(column, "😀😀", "日本語"));
    }

    @Test
    void keepsTextsToTheListedOnes() {
        ColumnContract column =
                ColumnContract.of("c", Type.TEXT)
                        .with(new ColumnRule.OneOfTexts("colour", List.of("red", "blue", "grün")));
        assertEquals(List.of(2, 3, 4), badRows(column, "red", "grün", "Red", "", "re", null));
        assertEquals("colour", check(column, "x").violations().getFirst().rule());
    }

    @Test
    void keepsWholeNumbersToTheListedOnes() {
        ColumnContract column =
                ColumnContract.of("c", Type.INTEGER)
                        .with(new ColumnRule.OneOfIntegers("n", List.of(3L, 1L)));
        assertEquals(List.of(1), badRows(column, 1, 2, 3, null));
    }

    @Test
    void matchesPatternsBothWays() {
        for (String pattern : List.of("^[A-Z]{3}$", "^([A-Z]{3})$")) {
            ColumnContract column =
                    ColumnContract.of("c", Type.TEXT)
                            .with(new ColumnRule.Matches("pattern", pattern));
            assertEquals(
                    List.of(1, 2, 3, 4, 6, 7),
                    badRows(
                            column, "ATL", "atl", "AT", "ATLX", "", "SFO", "ÄTL", "ATL\n", null,
                            "ATL"),
                    pattern);
        }
    }

    @Test
    void tellsTheFirstBrokenRuleOfARowOnly() {
        ColumnContract column =
                ColumnContract.of("c", Type.TEXT)
                        .with(
                                new ColumnRule.Length("length", 2, 3),
                                new ColumnRule.Matches("pattern", "^[a-z]+$"));
        List<Violation> violations = check(column, "A", "AB", "ab").violations();
        assertEquals(
                List.of("length", "pattern"), violations.stream().map(Violation::rule).toList());
    }

    @Test
    void checksAnEmptyBatch() {
        assertTrue(check(ColumnContract.of("c", Type.TEXT).asRequired()).allGood());
    }

    @Test
    void shortensLongValuesInReasons() {
        ColumnContract column =
                ColumnContract.of("c", Type.TEXT).with(new ColumnRule.Matches("pattern", "^a$"));
        String reason = check(column, "b".repeat(1_000_000)).violations().getFirst().reason();
        assertTrue(reason.length() < 200, reason);
    }
}
