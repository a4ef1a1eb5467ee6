package dev.tidemill.node.projecttest;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * Cells under headings, each column as wide as its widest cell. A cell longer than the bound is cut
 * and ends in an ellipsis; line breaks and other control characters are shown as a middle dot, so
 * that data cannot move a terminal's cursor. Owned by one call.
 */
final class TextGrid {
    private static final int CELL_CHARACTERS_MAX = 60;
    private static final String GAP = "  ";
    private static final String ELLIPSIS = "…";

    private final List<List<String>> rows = new ArrayList<>();
    private final List<Boolean> right = new ArrayList<>();
    private final List<String> headings = new ArrayList<>();

    TextGrid column(String heading, boolean isRight) {
        headings.add(requireNonNull(heading, "heading"));
        right.add(isRight);
        return this;
    }

    void row(List<String> cells) {
        if (cells.size() != headings.size()) {
            throw new IllegalArgumentException(
                    "%d cells for %d columns".formatted(cells.size(), headings.size()));
        }
        rows.add(cells.stream().map(TextGrid::presentable).toList());
    }

    /** The headings and then the rows; trailing blanks are left out. */
    List<String> lines() {
        int[] widths = new int[headings.size()];
        List<List<String>> all = new ArrayList<>();
        all.add(headings.stream().map(TextGrid::presentable).toList());
        all.addAll(rows);
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        return all.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - width(cells.get(i)));
            line.append(i == 0 ? "" : GAP);
            line.append(right.get(i) ? padding + cells.get(i) : cells.get(i) + padding);
        }
        return line.toString().stripTrailing();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    private static String presentable(String cell) {
        StringBuilder text = new StringBuilder(Math.min(cell.length(), CELL_CHARACTERS_MAX * 2));
        cell.codePoints()
                .limit(CELL_CHARACTERS_MAX + 1L)
                .map(point -> Character.isISOControl(point) ? '·' : point)
                .forEach(text::appendCodePoint);
        if (width(text.toString()) <= CELL_CHARACTERS_MAX) {
            return text.toString();
        }
        return text.substring(0, text.offsetByCodePoints(0, CELL_CHARACTERS_MAX - 1)) + ELLIPSIS;
    }
}
