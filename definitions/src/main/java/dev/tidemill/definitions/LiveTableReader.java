package dev.tidemill.definitions;

import dev.tidemill.algebra.error.Place;
import dev.tidemill.definitions.problem.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a live table from its SQL file: leading {@code --} lines describe it, the rest is its
 * query, and its name is the file's.
 */
final class LiveTableReader {
    static final String SUFFIX = ".sql";
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    private LiveTableReader() {}

    static Optional<LiveTableDefinition> read(String file, String text, Problems problems) {
        String name = file.substring(file.lastIndexOf('/') + 1, file.length() - SUFFIX.length());
        if (!NAME.matcher(name).matches()) {
            problems.add(
                    new Place(file, 0, 0),
                    "“" + name + "” cannot be a table's name",
                    "use small letters, digits and _, and start with a letter");
            return Optional.empty();
        }
        List<String> lines = text.lines().toList();
        List<String> description = new ArrayList<>();
        int first = 0;
        while (first < lines.size() && isCommentOrBlank(lines.get(first))) {
            String line = lines.get(first++).strip();
            if (!line.isEmpty()) {
                description.add(line.substring(2).strip());
            }
        }
        String sql = withoutSemicolon(String.join("\n", lines.subList(first, lines.size())));
        if (sql.isEmpty()) {
            problems.add(new Place(file, 1, 1), "there is no query in the file");
            return Optional.empty();
        }
        return Optional.of(
                new LiveTableDefinition(
                        name, sql, first + 1, file, String.join(" ", description).strip()));
    }

    private static boolean isCommentOrBlank(String line) {
        return line.isBlank() || line.strip().startsWith("--");
    }

    private static String withoutSemicolon(String sql) {
        String stripped = sql.stripTrailing();
        return stripped.endsWith(";")
                ? stripped.substring(0, stripped.length() - 1).stripTrailing()
                : stripped;
    }
}
