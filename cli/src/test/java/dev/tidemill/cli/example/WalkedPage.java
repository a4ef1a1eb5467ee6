package dev.tidemill.cli.example;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A page of an example that is tried: its files are written into the project, its commands run, and
 * what it says that they print is what they must print, numbers aside.
 *
 * <pre>
 * a block behind the name of a file in the same paragraph  is what the file shall have
 * $ ./tidemill …                                           is run
 * the lines behind it                                      must be its output; ... is any lines
 * </pre>
 *
 * The rows that a query gives are another hour's, and not compared.
 *
 * <p>Commands that serve are left out, and so is what is no command of Tidemill's. Where the page
 * starts a server that was {@link #serving named}, what follows is asked of that one, and whoever
 * comes as a user comes by a token: the environment of a test has no passwords.
 */
final class WalkedPage {
    private static final Pattern FILE =
            Pattern.compile(
                    "`((?:contracts|tables|tests|actions|policies|predictors|features)/[\\w-]+\\.(?:sql|yaml))`");
    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|'[^']*'|\\S+");
    private static final String COMMAND = "$ ";
    private static final String TIDEMILL = "./tidemill ";
    private static final Set<String> SERVING = Set.of("demo", "run");
    private static final Set<String> WITHOUT_SERVER =
            Set.of("test-project", "validate", "catalog", "lineage");

    private final Path project;
    private final String shownAs;
    private final Map<String, Served> others = new HashMap<>();
    private Served server;
    private int commands;

    /**
     * A server, and who may come to it.
     *
     * @param tokens by the names of users
     */
    record Served(String url, Map<String, String> tokens) {
        Served {
            tokens = Map.copyOf(tokens);
        }
    }

    /**
     * A walk.
     *
     * @param project the folder that is changed
     * @param shownAs what the page calls it
     */
    WalkedPage(Path project, String shownAs, String url) {
        this.project = project;
        this.shownAs = shownAs;
        this.server = new Served(url, Map.of());
    }

    /**
     * Which server a command of the page starts.
     *
     * @param command as the page has it behind the name of the program
     */
    WalkedPage serving(String command, Served started) {
        others.put(command, started);
        return this;
    }

    /** Does what the page does; returns how many commands were run. */
    int walk(Path page) throws IOException {
        String file = null;
        List<String> block = null;
        boolean isCode = false;
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("```")) {
                if (block == null) {
                    block = new ArrayList<>();
                    isCode = line.length() > 3;
                } else {
                    take(file, isCode, block);
                    block = null;
                    file = null;
                }
            } else if (block != null) {
                block.add(line);
            } else {
                Matcher named = FILE.matcher(line);
                while (named.find()) {
                    file = named.group(1);
                }
                if (line.startsWith("#")) {
                    file = null;
                }
            }
        }
        return commands;
    }

    private void take(@Nullable String file, boolean isCode, List<String> block)
            throws IOException {
        if (isCode) {
            if (file != null) {
                Files.writeString(project.resolve(file), String.join("\n", block) + "\n");
            }
            return;
        }
        String command = null;
        List<String> output = new ArrayList<>();
        for (String line : block) {
            if (line.startsWith(COMMAND)) {
                run(command, output);
                command = line.substring(COMMAND.length());
                output.clear();
            } else {
                output.add(line);
            }
        }
        run(command, output);
    }

    private void run(@Nullable String command, List<String> output) {
        if (command == null || !command.startsWith(TIDEMILL)) {
            return;
        }
        List<String> words = words(command.substring(TIDEMILL.length()));
        if (SERVING.contains(words.getFirst())) {
            server = others.getOrDefault(String.join(" ", words), server);
            return;
        }
        words.replaceAll(word -> word.replace(shownAs, project.toString()));
        if (!WITHOUT_SERVER.contains(words.getFirst())) {
            words.addAll(List.of("--url", server.url()));
            byToken(words);
        }
        commands++;
        Ran ran = Ran.command(words.toArray(String[]::new));
        String found = (ran.out() + ran.err()).replace(project.toString(), shownAs);
        assertFalse(output.isEmpty() || output.equals(List.of("...")), "shows nothing: " + command);
        if (output.stream().noneMatch(WalkedPage::tellsOfAFault)) {
            assertEquals(ExitCode.OK, ran.exitCode(), "$ " + command + "\n" + found);
        }
        List<String> shown = words.getFirst().equals("sql") ? withoutRows(output) : output;
        List<String> expected = shown.stream().map(WalkedPage::withoutNumbers).toList();
        String printed = withoutNumbers(found.stripTrailing());
        if (!pattern(expected).matcher(printed + "\n").matches()) {
            assertEquals(
                    "$ " + command + "\n" + String.join("\n", output),
                    "$ " + command + "\n" + found);
        }
    }

    /** Some commands are shown for what they refuse or find. */
    private static boolean tellsOfAFault(String line) {
        return line.startsWith("error ") || line.contains("FAIL");
    }

    private void byToken(List<String> words) {
        int user = words.indexOf("--user");
        if (user >= 0) {
            words.set(user, "--token");
            words.set(user + 1, requireNonNull(server.tokens().get(words.get(user + 1))));
        }
    }

    /** The columns and the count, with any rows between. */
    private static List<String> withoutRows(List<String> output) {
        return output.size() < 2 ? output : List.of(output.getFirst(), "...", output.getLast());
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find()) {
            words.add(word.group().replaceAll("^[\"']|[\"']$", ""));
        }
        return words;
    }

    private static Pattern pattern(List<String> lines) {
        StringBuilder pattern = new StringBuilder();
        for (String line : lines) {
            pattern.append(line.equals("...") ? "(?:.*\n)*?" : Pattern.quote(line) + "\n");
        }
        return Pattern.compile(pattern.toString());
    }

    /** How much, how long, which tick and how wide a column is differ from run to run. */
    private static String withoutNumbers(String text) {
        return text.replaceAll("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "#")
                .replaceAll("[0-9a-f]{32}", "#")
                .replaceAll("-?\\d[\\d,.]*", "#")
                .replaceAll("# (?:ns|µs|ms|s|min|h)\\b", "# s")
                .replaceAll("# (?:B|kB|KB|MB|GB|KiB|MiB|GiB)\\b", "# B")
                .replaceAll("# rows?\\b", "# rows")
                .replaceAll("[ \t]+", " ")
                .replaceAll("(?m) $", "");
    }
}
