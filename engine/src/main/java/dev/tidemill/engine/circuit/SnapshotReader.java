package dev.tidemill.engine.circuit;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.engine.background.BackgroundThreads;
import dev.tidemill.engine.state.Snapshot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads tables as they were pinned, chunk by chunk, on a thread of its own that is a few chunks
 * ahead of whoever takes them; so that nobody waits for the disk. The snapshot is closed when all
 * is read, or nothing more is wanted.
 *
 * <p>Taken from by one thread.
 */
final class SnapshotReader implements AutoCloseable {
    private static final int CHUNKS_AHEAD = 8;
    private static final long LOOK_MILLIS = 1;

    /** What chunks that were read ahead take at most, unless there is one: a sixty-fourth. */
    private static final long AHEAD_BYTES_MAX = Runtime.getRuntime().maxMemory() / 64;

    /** A chunk of long rows has fewer of them. */
    private static final long CHUNK_BYTES_MAX = AHEAD_BYTES_MAX / 2;

    private final Snapshot pages;
    private final Map<String, TableSnapshot> tables = new LinkedHashMap<>();
    private final int chunkRows;

    /**
     * Without a lock: the reader gives way to others, and who takes would wait for it as long as
     * they run.
     */
    private final LinkedTransferQueue<Item> ahead = new LinkedTransferQueue<>();

    private final AtomicLong aheadBytes = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    /** What comes out. */
    sealed interface Item {}

    /** Rows of a table, without weights. */
    record Chunk(String table, Batch rows, long bytes) implements Item {}

    /**
     * All was read.
     *
     * @param problem why not; null when it was
     */
    record End(@Nullable RuntimeException problem) implements Item {}

    /**
     * @param pages pins the tables; closed by the reader
     */
    SnapshotReader(Snapshot pages, Map<String, StoredTable> tables, int chunkRows) {
        this.pages = pages;
        this.chunkRows = chunkRows;
        tables.forEach((name, table) -> this.tables.put(name, table.at(pages)));
        this.thread = BackgroundThreads.unstarted("build-reader", this::run);
        thread.start();
    }

    /** What comes next; null when it is not there yet. */
    @Nullable Item poll() {
        return taken(ahead.poll());
    }

    /** What comes next, waited for. */
    Item take() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return requireNonNull(taken(ahead.take()));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private @Nullable Item taken(@Nullable Item item) {
        if (item instanceof Chunk chunk) {
            aheadBytes.addAndGet(-chunk.bytes());
        }
        return item;
    }

    private void run() {
        try (pages) {
            End end;
            try {
                tables.forEach(this::read);
                end = new End(null);
            } catch (RuntimeException e) {
                end = new End(e);
            } catch (Error e) {
                end = new End(new IllegalStateException("rows cannot be read: " + e, e));
            }
            put(end);
        }
    }

    private void read(String name, TableSnapshot table) {
        int[] all = IntStream.range(0, table.schema().size()).toArray();
        for (Supplier<@Nullable Batch> part : table.scan(all)) {
            for (Batch rows = closed ? null : part.get();
                    rows != null;
                    rows = closed ? null : part.get()) {
                cut(name, rows);
            }
        }
    }

    private void cut(String name, Batch rows) {
        long bytes = rows.bytes();
        int most = Math.clamp(CHUNK_BYTES_MAX * rows.size() / Math.max(1, bytes), 1, chunkRows);
        if (rows.size() <= most) {
            put(new Chunk(name, rows, bytes));
            return;
        }
        for (int from = 0; from < rows.size() && !closed; from += most) {
            int count = Math.min(most, rows.size() - from);
            Batch some = rows.gather(IntStream.range(from, from + count).toArray(), count);
            put(new Chunk(name, some, some.bytes()));
        }
    }

    private void put(Item item) {
        long bytes = item instanceof Chunk chunk ? chunk.bytes() : 0;
        try {
            while (!closed && isFull(bytes)) {
                Thread.sleep(LOOK_MILLIS);
            }
            aheadBytes.addAndGet(bytes);
            if (!closed) {
                ahead.put(item);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody may interrupt the reader", e);
        }
    }

    private boolean isFull(long more) {
        return ahead.size() >= CHUNKS_AHEAD
                || (more > 0 && !ahead.isEmpty() && aheadBytes.get() + more > AHEAD_BYTES_MAX);
    }

    /** Nothing more is wanted. */
    @Override
    public void close() {
        closed = true;
        ahead.clear();
    }

    /** Closes, and waits until nothing is read any more. */
    void awaitEnd(long millis) throws InterruptedException {
        close();
        thread.join(millis);
    }
}
