package dev.tidemill.node.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A finding for a person: a headline, and a table of the rows in question. NULL is {@code NULL};
 * values that differ are in brackets.
 *
 * <pre>
 * sales_by_product is not as expected: 1 missing, 1 changed
 *             product  pieces
 *   missing   cups          4
 *   expected  tea         [2]
 *   found     tea         [3]
 * </pre>
 *
 * @param headline what is wrong
 * @param table headings first, then the rows
 */
public record FindingText(String headline, List<String> table) {
    private static final String NULL = "NULL";
    private static final Set<Type> NUMBERS = Set.of(Type.INTEGER, Type.BIGINT, Type.DOUBLE);

    public FindingText {
        requireNonNull(headline, "headline");
        table = List.copyOf(table);
    }

    public static FindingText of(Finding finding) {
        return switch (finding) {
            case Finding.TableDiffers differs ->
                    new FindingText(
                            differs.table() + " is not as expected: " + counts(differs),
                            differences(differs));
            case Finding.RowsPutAside aside ->
                    new FindingText(
                            "%s of %s went to the quarantine, which the step does not expect"
                                    .formatted(plural(aside.count(), "row"), aside.table()),
                            putAside(aside));
            case Finding.RowsFailed failed ->
                    new FindingText(
                            "%s has %s, which the step does not expect"
                                    .formatted(failed.table(), plural(failed.count(), "error row")),
                            failed(failed));
        };
    }

    private static String plural(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    private static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String counts(Finding.TableDiffers differs) {
        List<String> counts = new ArrayList<>();
        add(counts, differs.missing(), "missing");
        add(counts, differs.unexpected(), "unexpected");
        add(counts, differs.changed(), "changed");
        return String.join(", ", counts);
    }

    private static void add(List<String> counts, long count, String what) {
        if (count > 0) {
            counts.add(count(count) + " " + what);
        }
    }

    private static List<String> putAside(Finding.RowsPutAside aside) {
        TextGrid shown = left("rule", "column", "reason", "row");
        for (Finding.PutAside row : aside.rows()) {
            String column = Objects.requireNonNullElse(row.column(), "");
            shown.row(List.of(row.rule(), column, row.reason(), row.raw()));
        }
        return shown.lines();
    }

    private static List<String> failed(Finding.RowsFailed failed) {
        TextGrid shown = left("code", "message", "row");
        for (Finding.FailedRow row : failed.rows()) {
            String values = Objects.requireNonNullElse(row.row(), "");
            shown.row(List.of(row.code(), row.message(), values));
        }
        return shown.lines();
    }

    private static TextGrid left(String... headings) {
        TextGrid grid = new TextGrid();
        for (String heading : headings) {
            grid.column(heading, false);
        }
        return grid;
    }

    private static List<String> differences(Finding.TableDiffers differs) {
        TextGrid shown = left("");
        differs.columns().forEach(column -> shown.column(column.name(), isNumber(column.type())));
        for (RowDifference row : differs.rows()) {
            switch (row) {
                case RowDifference.Missing missing ->
                        shown.row(cells("missing", missing.expected(), Set.of()));
                case RowDifference.Unexpected unexpected ->
                        shown.row(cells("unexpected", unexpected.found(), Set.of()));
                case RowDifference.Changed changed -> {
                    shown.row(cells("expected", changed.expected(), changed.columns()));
                    shown.row(cells("found", changed.found(), changed.columns()));
                }
            }
        }
        List<String> lines = new ArrayList<>(shown.lines());
        long all = differs.missing() + differs.unexpected() + differs.changed();
        if (all > differs.rows().size()) {
            lines.add("… and " + count(all - differs.rows().size()) + " more");
        }
        return lines;
    }

    private static boolean isNumber(String sqlName) {
        Type type = Type.parse(sqlName);
        return type instanceof DecimalType || NUMBERS.contains(type);
    }

    private static List<String> cells(
            String word, List<@Nullable String> values, Set<Integer> marked) {
        List<String> cells = new ArrayList<>();
        cells.add(word);
        for (int i = 0; i < values.size(); i++) {
            String text = Objects.requireNonNullElse(values.get(i), NULL);
            cells.add(marked.contains(i) ? "[" + text + "]" : text);
        }
        return cells;
    }
}
