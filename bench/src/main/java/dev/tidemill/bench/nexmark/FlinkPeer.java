package dev.tidemill.bench.nexmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.bench.BenchFolder;
import dev.tidemill.bench.nexmark.RowDigest.Answer;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A local cluster of Flink in a Java of its own, made from {@code peers/flink}. It is built when it
 * is first wanted and when its sources have changed; its libraries are Maven's.
 *
 * <p>It is told what to do by lines: {@code check QUERY COLUMNS KEY} and {@code rate QUERY
 * MINIBATCH SECONDS}. It answers with a line that begins with {@code @}. One thread.
 */
final class FlinkPeer implements AutoCloseable {
    private static final String MARK = "@ ";
    private static final String MAIN = "dev.tidemill.peers.flink.NexmarkOnFlink";
    private static final long END_SECONDS_MAX = 10;
    private static final List<String> OPENED =
            List.of("lang", "net", "io", "nio", "text", "time", "util", "util.concurrent");

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter commands;

    /** Flink could not run a query; the message says why. */
    static final class Refused extends Exception {
        @Serial private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    /**
     * What a checking run has found.
     *
     * @param heapBytes the most that was used besides the events, of a few samples
     */
    record Reply(Answer answer, long heapBytes) {}

    private FlinkPeer(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        this.commands =
                new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8));
    }

    /**
     * Starts a cluster that has read the events.
     *
     * @param slots how many threads work on a query
     * @param javaHome null to look for one
     */
    static FlinkPeer start(Path events, int slots, @Nullable Path javaHome)
            throws IOException, InterruptedException {
        Path home = BenchFolder.home().resolve("peers/flink").toAbsolutePath();
        build(home);
        Path java = javaHome == null ? findJava() : javaHome;
        List<String> command = new ArrayList<>();
        command.add(java.resolve("bin/java").toString());
        command.add("-Xmx" + (Runtime.getRuntime().maxMemory() >> 20) + "m");
        for (String name : OPENED) {
            command.add("--add-opens=java.base/java." + name + "=ALL-UNNAMED");
        }
        command.add("-cp");
        command.add(
                home.resolve("target/classes")
                        + System.getProperty("path.separator")
                        + Files.readString(home.resolve("target/classpath.txt")).strip());
        command.add(MAIN);
        command.add(events.toString());
        command.add(Integer.toString(slots));
        System.err.println("starting Flink on " + java);
        FlinkPeer peer =
                new FlinkPeer(
                        new ProcessBuilder(command)
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start());
        System.err.println(peer.answer());
        return peer;
    }

    private static void build(Path home) throws IOException, InterruptedException {
        Path built = home.resolve("target/classpath.txt");
        if (Files.exists(built) && newest(home).compareTo(Files.getLastModifiedTime(built)) <= 0) {
            return;
        }
        System.err.println("building " + home + "; the first time, Maven fetches Flink");
        ProcessBuilder builder =
                new ProcessBuilder("./mvnw", "-q", "-B", "-f", home + "/pom.xml", "compile")
                        .directory(BenchFolder.home().toFile())
                        .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process maven = builder.start();
        maven.getInputStream().transferTo(System.err);
        if (maven.waitFor() != 0) {
            throw new IOException("Maven cannot build " + home);
        }
        Files.setLastModifiedTime(built, FileTime.fromMillis(System.currentTimeMillis()));
    }

    private static FileTime newest(Path home) throws IOException {
        FileTime newest = Files.getLastModifiedTime(home.resolve("pom.xml"));
        try (Stream<Path> sources = Files.walk(home.resolve("src"))) {
            for (Path source : sources.toList()) {
                FileTime time = Files.getLastModifiedTime(source);
                newest = time.compareTo(newest) > 0 ? time : newest;
            }
        }
        return newest;
    }

    /** Flink 2.3 is made for Java 17 and 21; where neither is found it gets this one. */
    private static Path findJava() throws IOException {
        Path all = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(all)) {
            try (Stream<Path> found = Files.list(all)) {
                List<Path> fitting =
                        found.filter(java -> Files.isExecutable(java.resolve("bin/java")))
                                .filter(
                                        java ->
                                                java.getFileName()
                                                        .toString()
                                                        .matches(".*\\b(17|21)\\b.*"))
                                .sorted()
                                .toList();
                if (!fitting.isEmpty()) {
                    return fitting.getLast();
                }
            }
        }
        return Path.of(System.getProperty("java.home"));
    }

    /**
     * Runs a query once over all events and takes in what comes out, with all that is taken back.
     *
     * <p>Only the columns that the query decides are compared.
     */
    Reply check(NexmarkQuery query) throws IOException, Refused {
        String list =
                query.compared().stream().map(String::valueOf).collect(Collectors.joining(","));
        String[] words =
                ask(
                        "check "
                                + query.name()
                                + ' '
                                + (list.isEmpty() ? "all" : list)
                                + ' '
                                + query.upsertKey());
        return new Reply(
                new Answer(Long.parseLong(words[0]), Long.parseUnsignedLong(words[1], 16)),
                Long.parseLong(words[2]));
    }

    /** Events a second, from the first event read to the last row in the sink. */
    double rate(String query, boolean miniBatch, double seconds) throws IOException, Refused {
        return Double.parseDouble(ask("rate " + query + ' ' + miniBatch + ' ' + seconds)[0]);
    }

    private String[] ask(String command) throws IOException, Refused {
        commands.write(command);
        commands.newLine();
        commands.flush();
        String answer = answer();
        if (answer.startsWith("failed ")) {
            throw new Refused(answer.substring("failed ".length()));
        }
        return answer.split(" ", -1);
    }

    private String answer() throws IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(MARK)) {
                return line.substring(MARK.length());
            }
            System.err.println(line);
        }
        throw new IOException("Flink's Java has ended");
    }

    @Override
    public void close() throws IOException {
        try {
            commands.close();
            if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
