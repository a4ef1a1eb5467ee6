package dev.tidemill.node.backup;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A backup that was taken.
 *
 * @param tick the last tick in it
 * @param path the folder that it was taken into
 */
public record TakenBackup(Instant time, long tick, String path) {
    public TakenBackup {
        requireNonNull(time, "time");
        requireNonNull(path, "path");
    }

    /** One line, whatever the path has in it. */
    String line() {
        return time
                + " "
                + tick
                + " "
                + path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    static TakenBackup parse(String line) {
        String[] parts = line.split(" ", 3);
        if (parts.length < 3) {
            throw new IllegalArgumentException("no backup: " + line);
        }
        return new TakenBackup(
                Instant.parse(parts[0]), Long.parseLong(parts[1]), unescaped(parts[2]));
    }

    private static String unescaped(String text) {
        StringBuilder path = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                path.append(c);
                continue;
            }
            char escaped = text.charAt(++i);
            switch (escaped) {
                case '\\' -> path.append('\\');
                case 'n' -> path.append('\n');
                case 'r' -> path.append('\r');
                default -> path.append(c).append(escaped);
            }
        }
        return path.toString();
    }
}
