package dev.tidemill.cli.show;

import java.util.ArrayList;
import java.util.List;

/** How one text becomes another, line by line, by their longest common lines. */
final class LineDiff {
    /** Longer texts are told as one that goes and one that comes. */
    private static final int LINES_MAX = 500;

    private LineDiff() {}

    /** Each line of both, with {@code "- "}, {@code "+ "} or two blanks before it. */
    static List<String> of(String before, String after) {
        List<String> from = before.lines().toList();
        List<String> to = after.lines().toList();
        List<String> lines = new ArrayList<>();
        if (from.size() > LINES_MAX || to.size() > LINES_MAX) {
            from.forEach(line -> lines.add("- " + line));
            to.forEach(line -> lines.add("+ " + line));
            return lines;
        }
        int[][] common = common(from, to);
        int i = 0;
        int j = 0;
        while (i < from.size() || j < to.size()) {
            if (i < from.size() && j < to.size() && from.get(i).equals(to.get(j))) {
                lines.add("  " + from.get(i));
                i++;
                j++;
            } else if (i < from.size()
                    && (j == to.size() || common[i + 1][j] >= common[i][j + 1])) {
                lines.add("- " + from.get(i++));
            } else {
                lines.add("+ " + to.get(j++));
            }
        }
        return lines;
    }

    /** How many lines the rests behind each pair of places have in common. */
    private static int[][] common(List<String> from, List<String> to) {
        int[][] common = new int[from.size() + 1][to.size() + 1];
        for (int i = from.size() - 1; i >= 0; i--) {
            for (int j = to.size() - 1; j >= 0; j--) {
                common[i][j] =
                        from.get(i).equals(to.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
