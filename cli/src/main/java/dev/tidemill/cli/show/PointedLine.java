package dev.tidemill.cli.show;

import dev.tidemill.algebra.error.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line of a text with a caret under one of its characters. */
final class PointedLine {
    private PointedLine() {}

    /** Two lines, or none when the place is not in the text. */
    static List<String> of(@Nullable String text, Place place) {
        if (text == null || place.line() < 1 || place.column() < 1) {
            return List.of();
        }
        List<String> source = text.lines().toList();
        if (place.line() > source.size()) {
            return List.of();
        }
        String line = source.get(place.line() - 1);
        int before = Math.min(place.column() - 1, line.length());
        // Tabs are kept, so that the caret stands under its token whatever their width.
        String indent = line.substring(0, before).replaceAll("[^\t]", " ");
        return List.of("    " + line, "    " + indent + "^");
    }
}
