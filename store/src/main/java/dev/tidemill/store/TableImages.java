package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of tables' rows in memory as tables of DuckDB's own, which it reads faster than rows of
 * ours and knows more about. A copy is made when queries have read the same contents repeatedly.
 *
 * <p>Invariants: an image is never written once it is there. A query reads it only when the
 * contents that its tick has of the table ({@link TableSnapshot#contents}) are the image's. One
 * that queries read is not dropped, and counts against the bound until it is dropped.
 *
 * <p>One thread makes and drops images; the rest is safe for all threads.
 */
final class TableImages {
    private static final Logger LOG = LoggerFactory.getLogger(TableImages.class);

    /** The catalog of the images; queries of users cannot name it. */
    static final String CATALOG = "images";

    /** Scans of the same contents before an image is made. */
    private static final int SCANS = 2;

    /** When images of a table were made in vain, so many scans are awaited at most. */
    private static final int SCANS_MAX = 1_024;

    /** An image that was read more seldom was made in vain. */
    private static final int WORTH_READS = 4;

    /** DuckDB takes memory for a column's first rows at once. */
    private static final long COLUMN_BYTES_MIN = 64L << 10;

    /** What the machine must have left beyond an image. */
    private static final long MACHINE_RESERVE = 512L << 20;

    /** An image that nobody reads for so long is dropped. */
    private static final long IDLE_NANOS = 600_000_000_000L;

    private final long bytesMax;
    private final ImageCounters counters;
    private final MachineMemory machine = new MachineMemory();
    private final Map<String, Image> images = new HashMap<>();
    private final Map<String, Interest> interests = new HashMap<>();
    private final List<Image> doomed = new ArrayList<>();
    private final List<String> wanted = new ArrayList<>();
    private long bytes;
    private long numbers;
    private volatile @Nullable Statement making;
    private volatile boolean stopped;

    /**
     * @param bytesMax of all images together; 0 for none
     */
    TableImages(long bytesMax, ImageCounters counters) {
        this.bytesMax = bytesMax;
        this.counters = requireNonNull(counters, "counters");
    }

    /** An image: which contents of which table, and who reads it. Guarded by the images. */
    static final class Image {
        private final String table;
        private final String name;
        private final Schema schema;
        private final Object contents;
        private final long tick;
        private final long bytes;
        private long reads;
        private int readers;
        private long readNanos = System.nanoTime();

        private Image(String name, Asked asked, long bytes) {
            this.table = asked.table;
            this.name = name;
            this.schema = asked.snapshot.schema();
            this.contents = requireNonNull(asked.snapshot.contents());
            this.tick = asked.tick;
            this.bytes = bytes;
        }

        /** Its quoted name, with the catalog. */
        String name() {
            return name;
        }

        private boolean shows(TableSnapshot snapshot) {
            return contents.equals(snapshot.contents()) && schema.equals(snapshot.schema());
        }
    }

    /** A table as a query or the maker of an image has it. */
    private record Asked(String table, TableSnapshot snapshot, long tick) {}

    /** How often queries have read the same contents of a table. */
    private static final class Interest {
        private @Nullable Object contents;
        private long tick = -1;
        private int scans;
        private int scansWanted = SCANS;
    }

    /**
     * The image that a query at this tick may read instead of the table's rows in memory; null when
     * there is none. The caller {@linkplain #release releases} it when its transaction is over.
     */
    synchronized @Nullable Image use(String table, TableSnapshot snapshot, long tick) {
        Object contents = snapshot.contents();
        if (contents == null || bytesMax == 0) {
            return null;
        }
        Image image = images.get(table);
        if (image != null && image.shows(snapshot)) {
            image.readers++;
            image.reads++;
            image.readNanos = System.nanoTime();
            counters.read();
            return image;
        }
        if (image != null && tick > image.tick) {
            doom(image);
        }
        noteInterest(table, contents, tick);
        return null;
    }

    /** Whether there is an image of these contents. */
    synchronized boolean has(String table, TableSnapshot snapshot) {
        Image image = images.get(table);
        return image != null && image.shows(snapshot);
    }

    private void noteInterest(String table, Object contents, long tick) {
        Interest interest = interests.computeIfAbsent(table, _ -> new Interest());
        if (contents.equals(interest.contents)) {
            interest.scans++;
            if (interest.scans == interest.scansWanted) {
                wanted.add(table);
            }
        } else if (tick > interest.tick) {
            interest.contents = contents;
            interest.tick = tick;
            interest.scans = 1;
        }
    }

    synchronized void release(Image image) {
        image.readers--;
    }

    /** No query begins to read it any more. */
    private void doom(Image image) {
        images.remove(image.table, image);
        doomed.add(image);
        Interest interest = interests.computeIfAbsent(image.table, _ -> new Interest());
        interest.scans = 0;
        interest.scansWanted =
                image.reads < WORTH_READS ? Math.min(SCANS_MAX, 2 * interest.scansWanted) : SCANS;
    }

    /** Whether the maker has something to do. */
    synchronized boolean hasWork() {
        return !wanted.isEmpty() || doomed.stream().anyMatch(image -> image.readers == 0);
    }

    synchronized boolean isEmpty() {
        return images.isEmpty() && doomed.isEmpty() && wanted.isEmpty();
    }

    /** Drops all images as soon as nobody reads them, since queries lack memory. */
    synchronized void giveBack() {
        List.copyOf(images.values()).forEach(this::doom);
    }

    /**
     * Drops images of contents that are not the newest any more, or that nobody reads. Maker's
     * thread only.
     *
     * @param newest the newest tick
     */
    void sweep(PinnedTables newest, DuckDBConnection connection) {
        synchronized (this) {
            long now = System.nanoTime();
            for (Image image : List.copyOf(images.values())) {
                boolean there = newest.names().contains(image.table);
                if (newest.tick() >= image.tick
                        && (!there || !image.shows(newest.table(image.table)))) {
                    doom(image);
                } else if (image.readers == 0 && now - image.readNanos > IDLE_NANOS) {
                    doom(image);
                }
            }
            interests.keySet().retainAll(newest.names());
        }
        dropDoomed(connection);
    }

    /**
     * Makes the images that are wanted. Maker's thread only.
     *
     * @param newest the newest tick
     * @param pin its number, for the scan function
     */
    void make(PinnedTables newest, long pin, DuckDBConnection connection) {
        dropDoomed(connection);
        for (String table : takeWanted()) {
            if (newest.names().contains(table)) {
                make(new Asked(table, newest.table(table), newest.tick()), pin, connection);
            }
        }
    }

    private synchronized List<String> takeWanted() {
        List<String> taken = List.copyOf(wanted);
        wanted.clear();
        return taken;
    }

    private void make(Asked asked, long pin, DuckDBConnection connection) {
        Object contents = asked.snapshot.contents();
        if (contents == null || !isWanted(asked.table, contents)) {
            return;
        }
        long room =
                Math.max(asked.snapshot.bytes(), COLUMN_BYTES_MIN * asked.snapshot.schema().size());
        if (!makeRoom(room, connection)) {
            refuse(asked.table);
            return;
        }
        String name = CATALOG + ".main.i" + ++numbers;
        try (Statement statement = connection.createStatement()) {
            making = statement;
            if (stopped) {
                return;
            }
            statement.execute("CREATE TABLE " + name + " AS " + copySql(asked, pin));
        } catch (SQLException e) {
            LOG.debug("no image of {}", asked.table, e);
            refuse(asked.table);
            return;
        } finally {
            making = null;
        }
        Image image = new Image(name, asked, room);
        synchronized (this) {
            Image before = images.put(asked.table, image);
            if (before != null) {
                doomed.add(before);
            }
            bytes += room;
            counters.made(bytes, images.size());
        }
    }

    /** Whether queries have read what the table holds now, and not only what it held. */
    private synchronized boolean isWanted(String table, Object contents) {
        Interest interest = interests.get(table);
        return interest != null && contents.equals(interest.contents);
    }

    /**
     * Makes no more, and stops what is being made, as far as that can be: the engine is to close.
     */
    void stop() {
        stopped = true;
        Statement statement = making;
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException e) {
                LOG.debug("an image that is ready could not be stopped", e);
            }
        }
    }

    private synchronized void refuse(String table) {
        Interest interest = interests.computeIfAbsent(table, _ -> new Interest());
        interest.scansWanted = Math.min(SCANS_MAX, 2 * interest.scansWanted);
        counters.refused();
    }

    /**
     * Drops the images that were read longest ago until there is room; false when there is none.
     */
    private boolean makeRoom(long room, DuckDBConnection connection) {
        if (room > bytesMax || machine.availableBytes() - room < MACHINE_RESERVE) {
            return false;
        }
        synchronized (this) {
            while (bytes - doomedBytes() + room > bytesMax && !images.isEmpty()) {
                doom(leastRead());
            }
        }
        dropDoomed(connection);
        synchronized (this) {
            return bytes + room <= bytesMax;
        }
    }

    private long doomedBytes() {
        return doomed.stream().mapToLong(image -> image.bytes).sum();
    }

    private Image leastRead() {
        long now = System.nanoTime();
        return images.values().stream()
                .max((a, b) -> Long.compare(now - a.readNanos, now - b.readNanos))
                .orElseThrow();
    }

    private void dropDoomed(DuckDBConnection connection) {
        for (Image image : takeUnread()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("DROP TABLE " + image.name);
            } catch (SQLException e) {
                // Its memory is counted as used for as long as this engine lives.
                LOG.warn("an image of {} was not dropped", image.table, e);
                continue;
            }
            synchronized (this) {
                bytes -= image.bytes;
                counters.dropped(bytes, images.size());
            }
        }
    }

    private synchronized List<Image> takeUnread() {
        List<Image> unread = doomed.stream().filter(image -> image.readers == 0).toList();
        doomed.removeAll(unread);
        return unread;
    }

    /** The rows in memory, by key, so that DuckDB can skip those of other keys. */
    private static String copySql(Asked asked, long pin) {
        Schema schema = asked.snapshot.schema();
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            columns.add(ScanOutput.column(schema.field(i), i) + " AS c" + i);
        }
        String order =
                asked.snapshot.key().stream().map(i -> "c" + i).collect(Collectors.joining(", "));
        return "SELECT "
                + String.join(", ", columns)
                + " FROM "
                + ScanFunction.NAME
                + "("
                + pin
                + "::BIGINT, "
                + DuckTypes.literal(asked.table)
                + ")"
                + (order.isEmpty() ? "" : " ORDER BY " + order);
    }
}
