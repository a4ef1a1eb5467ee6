package dev.tidemill.node.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of who did what. Events are written by one thread, as many at once as wait, and forced to
 * disk once a second; a crash loses what was done in the second before it. Whoever tells an event
 * waits when many are waiting already; ticks tell nothing, so none waits for it. While the log
 * cannot be written, nothing is let through: {@link #requireWritable}.
 *
 * <p>Lines are bound to each other, so that one that is changed, taken out or put in between is
 * found; what is missing at the end, where nothing follows, is not. Safe for all threads.
 */
public final class AuditLog implements AutoCloseable {
    /** Events that wait to be written, before who tells one waits. */
    static final int WAITING_MAX = 8_192;

    /** Segments of which the log has about as many at most. */
    private static final int SEGMENTS = 16;

    private static final long SEGMENT_BYTES_MIN = 64L << 10;
    private static final long FORCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOSE_MILLIS = 10_000;
    private static final long RETRY_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private final AuditFolder folder;
    private final Path path;
    private final LongSupplier bytesMax;
    private final BlockingQueue<AuditEvent> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final Thread writer;
    private final Object written = new Object();
    private volatile boolean closed;
    private volatile @Nullable IOException failure;

    /** Whether writing is not tried again. */
    private volatile boolean isLost;

    /** Events that were taken. */
    private final AtomicLong added = new AtomicLong();

    /** Events that are in the files, of those. */
    private long appended;

    private @Nullable FileChannel channel;
    private long segmentBytes;
    private long number;
    private String chain = AuditLine.BEGINNING;

    /** Bytes that are written and not forced. */
    private boolean unforced;

    private long forcedNanos = System.nanoTime();

    /**
     * Goes on with the log of a folder, which is made at the first event.
     *
     * @param bytesMax about how many bytes are kept; asked for when a segment is full
     */
    public AuditLog(Path path, LongSupplier bytesMax) throws IOException {
        this.path = requireNonNull(path, "path");
        this.folder = new AuditFolder(path);
        this.bytesMax = requireNonNull(bytesMax, "bytesMax");
        AuditFolder.End end = folder.end();
        String line = end.line();
        if (end.segment() != null && line != null) {
            number =
                    AuditLine.read(line)
                            .orElseThrow(() -> new IOException(end.segment() + " is no log"))
                            .number();
            chain = AuditLine.chain(line);
            segmentBytes = Files.size(end.segment());
            channel =
                    FileChannel.open(
                            end.segment(), StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        }
        this.writer = Thread.ofPlatform().name("audit").daemon().unstarted(this::write);
        writer.start();
    }

    /**
     * Throws while the log cannot be written: DISK_FULL, or IO_FAILED for any other reason. Writing
     * is tried again each second, unless nobody knows what the disk holds.
     */
    public void requireWritable() {
        IOException failed = failure;
        if (failed != null) {
            throw new TidemillException(
                            isFull(failed) ? ErrorCode.DISK_FULL : ErrorCode.IO_FAILED,
                            "the audit log cannot be written: " + failed)
                    .withHint(
                            "nothing is let through that it would not hold; "
                                    + (isLost ? "start again" : "it is tried again each second"));
        }
    }

    private static boolean isFull(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left") || message.contains("quota exceeded");
    }

    /**
     * Adds an event; it is on disk a second later at most. While the log cannot be written, those
     * wait of what was let through before, as many as there is room for.
     */
    public void add(AuditEvent event) {
        try {
            boolean isTaken = false;
            do {
                isTaken = waiting.offer(event, 100, TimeUnit.MILLISECONDS);
            } while (!isTaken && failure == null && !closed);
            told(isTaken);
        } catch (InterruptedException e) {
            told(waiting.offer(event));
            Thread.currentThread().interrupt();
        }
    }

    private void told(boolean isTaken) {
        if (isTaken) {
            added.incrementAndGet();
        } else {
            LOG.error("the audit log lacks an event, as it cannot be written");
        }
    }

    private void write() {
        List<AuditEvent> events = new ArrayList<>();
        try {
            while (isNeeded(events)) {
                if (events.isEmpty()) {
                    AuditEvent first = waiting.poll(100, TimeUnit.MILLISECONDS);
                    if (first != null) {
                        events.add(first);
                        waiting.drainTo(events);
                    }
                }
                if (!isWritten(events)) {
                    Thread.sleep(RETRY_MILLIS);
                }
            }
            synchronized (written) {
                force(true);
            }
        } catch (IOException | RuntimeException e) {
            isLost = true;
            failure = e instanceof IOException io ? io : new IOException(e);
            LOG.error("the audit log cannot be written; nothing is let through any more", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Who closes the log does not wait for room on the disk. */
    private boolean isNeeded(List<AuditEvent> events) {
        return !closed || (failure == null && !(events.isEmpty() && waiting.isEmpty()));
    }

    /**
     * Writes events and takes those that were from the list; false when the disk takes no more, and
     * they are to be tried again.
     *
     * @throws IOException when what the disk holds is not known any more
     */
    private boolean isWritten(List<AuditEvent> events) throws IOException {
        synchronized (written) {
            int done = 0;
            try {
                for (AuditEvent event : events) {
                    append(event);
                    done++;
                }
                if (!events.isEmpty()) {
                    failure = null;
                }
            } catch (IOException e) {
                if (isLost) {
                    throw e;
                }
                takeBack();
                if (failure == null) {
                    LOG.error("the audit log cannot be written; nothing is let through", e);
                }
                failure = e;
            }
            events.subList(0, done).clear();
            appended += done;
            force(false);
            written.notifyAll();
            return events.isEmpty();
        }
    }

    /** Takes away the part of a line that was written. */
    private void takeBack() throws IOException {
        FileChannel open = channel;
        if (open != null) {
            open.truncate(segmentBytes);
        }
    }

    private void append(AuditEvent event) throws IOException {
        String line = AuditLine.of(number + 1, event, chain);
        byte[] bytes = (line + "\n").getBytes(UTF_8);
        ByteBuffer left = ByteBuffer.wrap(bytes);
        FileChannel to = room();
        while (left.hasRemaining()) {
            to.write(left);
        }
        number++;
        chain = AuditLine.chain(line);
        segmentBytes += bytes.length;
        unforced = true;
    }

    /** The segment to write to, a new one when the last is full. */
    private FileChannel room() throws IOException {
        long full = Math.max(SEGMENT_BYTES_MIN, bytesMax.getAsLong() / SEGMENTS);
        FileChannel open = channel;
        if (open != null && segmentBytes < full) {
            return open;
        }
        if (open != null) {
            force(true);
            open.close();
            channel = null;
        }
        Files.createDirectories(path);
        Path segment = folder.segment(number + 1);
        // One without a line may be there, of an attempt that failed.
        Files.deleteIfExists(segment);
        FileChannel next =
                FileChannel.open(
                        segment,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND);
        channel = next;
        segmentBytes = 0;
        dev.tidemill.node.data.DataDirectory.forceDirectory(path);
        folder.cut(bytesMax.getAsLong());
        return next;
    }

    private void force(boolean now) throws IOException {
        FileChannel open = channel;
        boolean isDue = now || System.nanoTime() - forcedNanos >= FORCE_NANOS;
        if (open != null && unforced && isDue) {
            try {
                open.force(false);
            } catch (IOException e) {
                isLost = true;
                throw e;
            }
            unforced = false;
            forcedNanos = System.nanoTime();
        }
    }

    /** Waits until what was told before is in the files. */
    private void awaitWritten() {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        long before = added.get();
        synchronized (written) {
            try {
                while (appended < before && failure == null && System.nanoTime() < until) {
                    written.wait(100);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The newest entries that meet a condition, newest first. */
    public List<AuditEntry> newest(int limit, Predicate<AuditEntry> wanted) {
        awaitWritten();
        try {
            return folder.newest(limit, wanted);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The log as it is now, with all that was told before. */
    AuditSpan span() {
        awaitWritten();
        try {
            long last;
            synchronized (written) {
                last = number;
            }
            // Now: what was written meanwhile is behind the number.
            List<Path> segments = folder.segments();
            long first = segments.isEmpty() ? 1 : AuditFolder.first(segments.getFirst());
            return new AuditSpan(segments, first, segments.isEmpty() ? 0 : last);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The first line that is not bound to the one before, with its file; empty when all are. */
    public Optional<String> broken() {
        awaitWritten();
        try {
            synchronized (written) {
                return folder.broken();
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    static TidemillException unreadable(IOException e) {
        return new TidemillException(ErrorCode.IO_FAILED, "the audit log cannot be read: " + e, e);
    }

    /** Writes what waits, and forces it. */
    @Override
    public void close() {
        closed = true;
        try {
            writer.join(CLOSE_MILLIS);
            FileChannel open = channel;
            if (open != null && !writer.isAlive()) {
                open.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("closing the audit log: {}", e.getMessage());
        }
    }
}
