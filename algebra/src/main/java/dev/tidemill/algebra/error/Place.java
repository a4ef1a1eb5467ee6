package dev.tidemill.algebra.error;

import org.jspecify.annotations.Nullable;

/**
 * Where an error is: a file or a named text, with a line and a column.
 *
 * @param source the file's path inside the project, or null when the text came with the request
 * @param line from 1; 0 when unknown
 * @param column from 1; 0 when unknown
 */
public record Place(@Nullable String source, int line, int column) {
    public static Place at(int line, int column) {
        return new Place(null, line, column);
    }

    @Override
    public String toString() {
        String position = line > 0 ? line + ":" + column : "";
        if (source == null) {
            return position;
        }
        return position.isEmpty() ? source : source + ":" + position;
    }
}
