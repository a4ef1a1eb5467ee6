package dev.tidemill.testkit.logic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the records of one test file, as PostgreSQL would be given them. */
final class LogicFile implements AutoCloseable {
    private static final String ENGINE = "postgresql";
    private static final Pattern HASHED = Pattern.compile("(\\d+) values hashing to ([0-9a-f]+)");

    private final BufferedReader lines;
    private int number;

    LogicFile(String name) throws IOException {
        lines =
                new BufferedReader(
                        new InputStreamReader(
                                requireNonNull(
                                        LogicFile.class.getResourceAsStream("/" + name), name),
                                UTF_8));
    }

    /** All test files of the jar, in the order of their names. */
    static List<String> names() throws IOException {
        URL jar = requireNonNull(LogicFile.class.getResource("/test/select1.test"));
        URI inside = URI.create(jar.toString().replaceAll("!.*", "!/"));
        try (FileSystem files = FileSystems.newFileSystem(inside, Map.of());
                Stream<Path> found = Files.walk(files.getPath("/test"))) {
            return found.map(path -> path.toString().substring(1))
                    .filter(path -> path.endsWith(".test"))
                    .sorted()
                    .toList();
        }
    }

    /** The next record for us; null at the end. */
    @Nullable LogicRecord next() throws IOException {
        while (true) {
            List<String> block = block();
            if (block.isEmpty()) {
                return null;
            }
            int line = number - block.size();
            boolean ours = true;
            while (!block.isEmpty() && block.getFirst().matches("(skipif|onlyif) .*")) {
                String[] words = block.removeFirst().split("\\s+", -1);
                ours &= words[1].equals(ENGINE) == words[0].equals("onlyif");
            }
            if (block.isEmpty() || !ours) {
                continue;
            }
            String[] words = block.getFirst().split("\\s+", -1);
            switch (words[0]) {
                case "statement" -> {
                    return new LogicRecord.Statement(
                            String.join("\n", block.subList(1, block.size())),
                            words[1].equals("ok"),
                            line);
                }
                case "query" -> {
                    return query(words, block, line);
                }
                case "halt" -> {
                    return null;
                }
                default -> {}
            }
        }
    }

    /** Lines up to an empty one, without comments. */
    private List<String> block() throws IOException {
        List<String> block = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank()) {
                if (!block.isEmpty()) {
                    return block;
                }
            } else if (!line.startsWith("#")) {
                block.add(line);
            }
        }
        number++;
        return block;
    }

    private static LogicRecord query(String[] words, List<String> block, int line) {
        int separator = block.indexOf("----");
        int sqlEnd = separator < 0 ? block.size() : separator;
        String sql = String.join("\n", block.subList(1, sqlEnd));
        LogicRecord.Sort sort =
                words.length < 3
                        ? LogicRecord.Sort.NOSORT
                        : LogicRecord.Sort.valueOf(words[2].toUpperCase(Locale.ROOT));
        List<String> values =
                separator < 0 ? List.of() : List.copyOf(block.subList(separator + 1, block.size()));
        if (values.size() == 1) {
            Matcher hashed = HASHED.matcher(values.getFirst());
            if (hashed.matches()) {
                return new LogicRecord.Query(
                        sql,
                        words[1],
                        sort,
                        null,
                        Integer.parseInt(hashed.group(1)),
                        hashed.group(2),
                        line);
            }
        }
        return new LogicRecord.Query(sql, words[1], sort, values, values.size(), null, line);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
