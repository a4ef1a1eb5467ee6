package dev.tidemill.testkit.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A script of live queries: prose in Markdown behind {@code #}, queries that end with a semicolon
 * at the end of a line, and below each query the commands that say what must be true of it.
 *
 * @param file the file's name without its ending
 * @param parts prose and queries in order
 */
record LiveScript(String file, List<Part> parts) {
    private static final Path FOLDER = Path.of("src/test/resources/sql");
    private static final String ENDING = ".iq";

    /** A piece of a script. */
    sealed interface Part permits Prose, Query {}

    /** Paragraphs of Markdown. */
    record Prose(String markdown) implements Part {}

    /**
     * A query and its commands, such as {@code live no-postgres: why}.
     *
     * @param line where the query begins, from 1
     */
    record Query(String sql, List<Command> commands, int line) implements Part {
        /** What follows a command's name, when the query has that command. */
        Optional<String> command(String name) {
            return commands.stream()
                    .filter(command -> command.name().equals(name))
                    .map(Command::rest)
                    .findFirst();
        }
    }

    /**
     * A line that begins with an exclamation mark.
     *
     * @param rest what stands after the name, without spaces around it
     */
    record Command(String name, String rest) {}

    LiveScript {
        parts = List.copyOf(parts);
    }

    /** All scripts in the order of their names. */
    static List<LiveScript> all() throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(FOLDER)) {
            files = listed.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
        }
        List<LiveScript> scripts = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            scripts.add(
                    parse(
                            name.substring(0, name.length() - ENDING.length()),
                            Files.readString(file)));
        }
        return scripts;
    }

    static LiveScript parse(String file, String text) {
        return new Reader(file).read(text);
    }

    List<Query> queries() {
        return parts.stream().filter(Query.class::isInstance).map(Query.class::cast).toList();
    }

    /** Reads a script line by line. */
    private static final class Reader {
        private final String file;
        private final List<Part> parts = new ArrayList<>();
        private final List<String> prose = new ArrayList<>();
        private final List<String> sql = new ArrayList<>();
        private final List<Command> commands = new ArrayList<>();
        private int begun;

        Reader(String file) {
            this.file = file;
        }

        LiveScript read(String text) {
            int number = 0;
            for (String line : text.split("\n", -1)) {
                number++;
                if (line.startsWith("!")) {
                    commands.add(command(line.substring(1), number));
                } else if (line.startsWith("#") && (sql.isEmpty() || !commands.isEmpty())) {
                    endQuery(number);
                    prose.add(line.startsWith("##") ? line : withoutMark(line));
                } else if (line.isBlank() && (sql.isEmpty() || !commands.isEmpty())) {
                    endQuery(number);
                    endProse();
                } else {
                    if (!commands.isEmpty()) {
                        endQuery(number);
                    }
                    endProse();
                    begun = sql.isEmpty() ? number : begun;
                    sql.add(line);
                }
            }
            endQuery(number);
            endProse();
            return new LiveScript(file, parts);
        }

        private Command command(String line, int number) {
            if (sql.isEmpty() || !sql.getLast().stripTrailing().endsWith(";")) {
                throw failure(number, "a command without a query that ends with a semicolon");
            }
            int space = line.indexOf(' ');
            return space < 0
                    ? new Command(line.strip(), "")
                    : new Command(line.substring(0, space), line.substring(space).strip());
        }

        private static String withoutMark(String line) {
            return line.startsWith("# ") ? line.substring(2) : line.substring(1);
        }

        private void endProse() {
            if (!prose.isEmpty()) {
                parts.add(new Prose(String.join("\n", prose)));
                prose.clear();
            }
        }

        private void endQuery(int number) {
            if (sql.isEmpty()) {
                return;
            }
            if (commands.isEmpty()) {
                throw failure(number, "a query without a command");
            }
            String text = String.join("\n", sql).strip();
            parts.add(new Query(text.substring(0, text.length() - 1), commands(), begun));
            sql.clear();
            commands.clear();
        }

        private List<Command> commands() {
            return List.copyOf(commands);
        }

        private IllegalArgumentException failure(int number, String fact) {
            return new IllegalArgumentException(file + ", line " + number + ": " + fact);
        }
    }
}
