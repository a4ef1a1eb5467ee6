package dev.tidemill.node.costs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.node.access.Principal;
import dev.tidemill.node.data.DurableFile;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who made the tables that statements made, to charge them with what the tables cost. It is kept in
 * a file of the data folder, one line a table, written anew for each table that is made. What
 * cannot be read or written is charged to nobody: no statement fails for it. Safe for all threads.
 */
public final class Creators {
    /** Tables that are known, those that were dropped since the start among them. */
    static final int TABLES_MAX = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Creators.class);

    private final Path file;
    private final Map<String, String> byTable = new TreeMap<>();

    /**
     * @param file need not be there
     */
    public Creators(Path file) {
        this.file = requireNonNull(file, "file");
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file).forEach(this::read);
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("who made which table is not known: {}", e.toString());
        }
    }

    private void read(String line) {
        int space = line.indexOf(' ');
        if (space > 0) {
            byTable.put(
                    URLDecoder.decode(line.substring(0, space), UTF_8),
                    URLDecoder.decode(line.substring(space + 1), UTF_8));
        }
    }

    /**
     * A table was made, or made anew by somebody else.
     *
     * @param created all tables that statements made
     */
    public synchronized void made(String table, Principal by, Set<String> created) {
        if (byTable.size() >= TABLES_MAX) {
            byTable.keySet().removeIf(each -> !created.contains(each));
        }
        if (byTable.size() >= TABLES_MAX && !byTable.containsKey(table)) {
            LOG.warn("{} is charged to nobody: {} tables are known", table, TABLES_MAX);
            return;
        }
        String former = byTable.put(table, by.name());
        if (by.name().equals(former)) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        byTable.forEach(
                (each, user) -> {
                    if (created.contains(each)) {
                        lines.append(URLEncoder.encode(each, UTF_8))
                                .append(' ')
                                .append(URLEncoder.encode(user, UTF_8))
                                .append('\n');
                    }
                });
        try {
            DurableFile.replace(file, lines.toString().getBytes(UTF_8));
        } catch (IOException e) {
            LOG.warn("who made {} is forgotten by the next start: {}", table, e.toString());
        }
    }

    /** The name of who made a table; null when nobody knows. */
    synchronized @Nullable String of(String table) {
        return byTable.get(table);
    }
}
