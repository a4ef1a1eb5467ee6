package dev.tidemill.cli.show;

import org.jspecify.annotations.Nullable;

/** The size of a terminal, in characters. */
public record Screen(int columns, int rows) {
    private static final int COLUMNS_MIN = 20;
    private static final int ROWS_MIN = 5;

    public Screen {
        columns = Math.max(columns, COLUMNS_MIN);
        rows = Math.max(rows, ROWS_MIN);
    }

    /**
     * Reads {@code "40 120"}, rows first as stty prints it; null when the text says nothing else.
     */
    static @Nullable Screen parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int space = text.indexOf(' ');
        if (space < 0) {
            return null;
        }
        try {
            return new Screen(
                    Integer.parseInt(text.substring(space + 1)),
                    Integer.parseInt(text.substring(0, space)));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
