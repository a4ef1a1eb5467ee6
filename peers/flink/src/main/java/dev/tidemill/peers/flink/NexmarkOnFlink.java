package dev.tidemill.peers.flink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.TableDescriptor;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * Reads events from a file, then does what the lines of its input say, and answers each with one
 * line that begins with {@code @}. Arguments: the file, and the number of slots.
 */
public final class NexmarkOnFlink {
    private static final int CAUSES_MAX = 20;

    private final int slots;

    private NexmarkOnFlink(int slots) {
        this.slots = slots;
    }

    public static void main(String[] arguments) throws IOException {
        NexmarkOnFlink flink = new NexmarkOnFlink(Integer.parseInt(arguments[1]));
        EventTable.readers = flink.slots;
        Events.current = Events.read(Path.of(arguments[0]));
        Progress.rememberMemory();
        answer(
                "Flink "
                        + StreamExecutionEnvironment.class.getPackage().getImplementationVersion()
                        + " on Java "
                        + Runtime.version()
                        + " has "
                        + Events.current.rows.length
                        + " events");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            answer(flink.follow(line.split(" ", -1)));
        }
        System.exit(0);
    }

    private static void answer(String line) {
        System.out.println("@ " + line);
        System.out.flush();
    }

    private String follow(String[] command) {
        try {
            return command[0].equals("check")
                    ? check(command[1], command[2], command[3])
                    : rate(
                            command[1],
                            Boolean.parseBoolean(command[2]),
                            Double.parseDouble(command[3]));
        } catch (Exception e) {
            return "failed " + causes(e);
        }
    }

    private static String causes(Throwable failure) {
        Throwable last = failure;
        for (int i = 0; i < CAUSES_MAX && last.getCause() != null; i++) {
            last = last.getCause();
        }
        return last.toString().replace('\n', ' ').replace('\r', ' ');
    }

    /** Rows, their digest, and the most memory. */
    private String check(String query, String columns, String upsertKey) throws Exception {
        Digest.reset(
                true,
                columns.equals("all")
                        ? null
                        : Arrays.stream(columns.split(",", -1))
                                .mapToInt(Integer::parseInt)
                                .toArray(),
                Integer.parseInt(upsertKey));
        Progress.reset(true);
        run(query, false);
        return Digest.rows() + " " + Long.toHexString(Digest.sum()) + " " + Progress.usedMost();
    }

    /** Events a second. */
    private String rate(String query, boolean miniBatch, double seconds) throws Exception {
        long nanos = 0;
        long events = 0;
        while (nanos < seconds * 1e9) {
            Digest.reset(false, null, -1);
            Progress.reset(false);
            run(query, miniBatch);
            nanos += Progress.nanos();
            events += Events.current.rows.length;
        }
        return Double.toString(events / (nanos / 1e9));
    }

    /** One job over all events. */
    private void run(String query, boolean miniBatch) throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("taskmanager.numberOfTaskSlots", Integer.toString(slots));
        configuration.setString("pipeline.object-reuse", "true");
        configuration.setString("state.backend.type", "hashmap");
        configuration.setString("rest.bind-port", "0");
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(slots, configuration);
        StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
        if (miniBatch) {
            Configuration of = tables.getConfig().getConfiguration();
            of.setString("table.exec.mini-batch.enabled", "true");
            of.setString("table.exec.mini-batch.allow-latency", "2 s");
            of.setString("table.exec.mini-batch.size", "50000");
            of.setString("table.optimizer.distinct-agg.split.enabled", "true");
        }
        for (String statement : read("tables").split(";", -1)) {
            if (!statement.isBlank()) {
                tables.executeSql(statement);
            }
        }
        Table answer = tables.sqlQuery(read(query));
        answer.insertInto(TableDescriptor.forConnector("nexmark-result").build())
                .execute()
                .await();
    }

    private static String read(String name) throws IOException {
        try (InputStream in =
                NexmarkOnFlink.class.getResourceAsStream("/queries/" + name + ".sql")) {
            if (in == null) {
                throw new IllegalArgumentException("there is no query " + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
