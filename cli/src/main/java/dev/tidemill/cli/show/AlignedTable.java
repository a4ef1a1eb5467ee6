package dev.tidemill.cli.show;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of text under headings, each column as wide as its widest cell.
 *
 * <p>A cell longer than the bound is cut and ends in an ellipsis; line breaks and other control
 * characters in a cell are shown as a middle dot, so that data cannot move the cursor.
 */
public final class AlignedTable {
    private static final int CELL_CHARACTERS_MAX = 60;
    private static final String GAP = "  ";
    private static final String ELLIPSIS = "…";

    private final List<String> headings = new ArrayList<>();
    private final List<Alignment> alignments = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    public AlignedTable column(String heading, Alignment alignment) {
        headings.add(requireNonNull(heading, "heading"));
        alignments.add(requireNonNull(alignment, "alignment"));
        return this;
    }

    public AlignedTable left(String heading) {
        return column(heading, Alignment.LEFT);
    }

    public AlignedTable right(String heading) {
        return column(heading, Alignment.RIGHT);
    }

    public AlignedTable row(String... cells) {
        return row(List.of(cells));
    }

    public AlignedTable row(List<String> cells) {
        if (cells.size() != headings.size()) {
            throw new IllegalArgumentException(
                    "%d cells for %d columns".formatted(cells.size(), headings.size()));
        }
        rows.add(cells.stream().map(AlignedTable::presentable).toList());
        return this;
    }

    public int rowCount() {
        return rows.size();
    }

    /** The heading line and then the rows, without line breaks; trailing blanks are left out. */
    public List<String> lines(Paint paint) {
        int[] widths = widths();
        List<String> lines = new ArrayList<>(rows.size() + 1);
        lines.add(paint.bold(line(headings, widths)));
        for (List<String> row : rows) {
            lines.add(line(row, widths));
        }
        return lines;
    }

    public void print(Terminal terminal) {
        lines(terminal.paint()).forEach(terminal.out()::println);
    }

    private int[] widths() {
        int[] widths = headings.stream().mapToInt(AlignedTable::width).toArray();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        return widths;
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - width(cells.get(i)));
            line.append(i == 0 ? "" : GAP);
            if (alignments.get(i) == Alignment.RIGHT) {
                line.append(padding).append(cells.get(i));
            } else {
                line.append(cells.get(i)).append(padding);
            }
        }
        return line.toString().stripTrailing();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    private static String presentable(String cell) {
        StringBuilder text = new StringBuilder(cell.length());
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
