package dev.tidemill.catalog.lineage;

import dev.tidemill.sql.lineage.Transformation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A tree of lineage as lines: names with branches, and behind them, aligned, how each is tied to
 * the one above it.
 */
public final class LineageText {
    private static final String GAP = "  ";

    private record Line(String name, String ways) {}

    private LineageText() {}

    public static List<String> lines(LineageTree tree) {
        List<Line> lines = new ArrayList<>();
        add(tree, "", "", lines);
        int width = lines.stream().mapToInt(line -> line.name().length()).max().orElse(0);
        return lines.stream()
                .map(
                        line ->
                                (line.name()
                                                + " ".repeat(width - line.name().length())
                                                + GAP
                                                + line.ways())
                                        .stripTrailing())
                .toList();
    }

    private static void add(LineageTree tree, String first, String rest, List<Line> lines) {
        lines.add(new Line(first + tree.node(), ways(tree)));
        for (int i = 0; i < tree.branches().size(); i++) {
            boolean last = i == tree.branches().size() - 1;
            add(
                    tree.branches().get(i),
                    rest + (last ? "└─ " : "├─ "),
                    rest + (last ? "   " : "│  "),
                    lines);
        }
    }

    private static String ways(LineageTree tree) {
        String ways =
                tree.ways().stream().map(LineageText::words).collect(Collectors.joining(", "));
        return tree.again() ? ways + " (see above)" : ways;
    }

    private static String words(Transformation way) {
        String words = way.influence().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return way.masking() ? words + " (masked)" : words;
    }
}
