package dev.tidemill.sql;

import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import org.jspecify.annotations.Nullable;

/** Shows an error under the line of SQL where it is. */
public final class CaretText {
    private CaretText() {}

    /**
     * The message, the line of SQL with a caret below, the detail and the hint, each on a line of
     * its own; without a place, only the words.
     */
    public static String of(String sql, TidemillException error) {
        StringBuilder text = new StringBuilder();
        text.append(error.errorCode().code()).append(": ").append(error.message());
        appendCaret(text, sql, error.place());
        if (error.detail() != null) {
            text.append("\nDetail: ").append(error.detail());
        }
        if (error.hint() != null) {
            text.append("\nHint: ").append(error.hint());
        }
        return text.toString();
    }

    private static void appendCaret(StringBuilder text, String sql, @Nullable Place place) {
        if (place == null || place.line() < 1) {
            return;
        }
        String[] lines = sql.split("\\R", -1);
        if (place.line() > lines.length) {
            return;
        }
        String line = lines[place.line() - 1];
        String margin = place.line() + " | ";
        text.append('\n').append(margin).append(line).append('\n');
        text.append(" ".repeat(margin.length()));
        int column = Math.min(Math.max(place.column(), 1), line.length() + 1);
        for (int i = 0; i < column - 1; i++) {
            text.append(line.charAt(i) == '\t' ? '\t' : ' ');
        }
        text.append('^');
    }
}
