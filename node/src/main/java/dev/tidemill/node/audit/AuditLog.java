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
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of who did what. Events are written by one thread, as many at once as wait, and forced to
 * disk once a second; a crash loses what was done in the second before it. Whoever tells an event
 * waits when many are waiting already. When the log cannot be written, nothing is let through any
 * more: {@link #requireWritable}.
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

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private final AuditFolder folder;
    private final Path path;
    private final LongSupplier bytesMax;
    private final BlockingQueue<AuditEvent> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final Thread writer;
    private final Object written = new Object();
    private volatile boolean closed;
    private volatile @Nullable IOException failure;
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

    /** Throws IO_FAILED once the log cannot be written. */
    public void requireWritable() {
        IOException failed = failure;
        if (failed != null) {
            throw new TidemillException(
                            ErrorCode.IO_FAILED, "the audit log cannot be written: " + failed)
                    .withHint("nothing is let through that it would not hold; start again");
        }
    }

    /** Adds an event; it is on disk a second later at most. */
    public void add(AuditEvent event) {
        try {
            while (failure == null
                    && !closed
                    && !waiting.offer(event, 100, TimeUnit.MILLISECONDS)) {
                // Until there is room, or nobody makes any.
            }
        } catch (InterruptedException e) {
            boolean _ = waiting.offer(event);
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        List<AuditEvent> events = new ArrayList<>();
        try {
            while (!closed || !waiting.isEmpty()) {
                AuditEvent first = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    events.add(first);
                    waiting.drainTo(events);
                }
                synchronized (written) {
                    append(events);
                    force(false);
                    written.notifyAll();
                }
                events.clear();
            }
            synchronized (written) {
                force(true);
            }
        } catch (IOException | RuntimeException e) {
            failure = e instanceof IOException io ? io : new IOException(e);
            LOG.error("the audit log cannot be written; nothing is let through any more", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void append(List<AuditEvent> events) throws IOException {
        for (AuditEvent event : events) {
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
        }
        Files.createDirectories(path);
        FileChannel next =
                FileChannel.open(
                        folder.segment(number + 1),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND);
        dev.tidemill.node.data.DataDirectory.forceDirectory(path);
        channel = next;
        segmentBytes = 0;
        folder.cut(bytesMax.getAsLong());
        return next;
    }

    private void force(boolean now) throws IOException {
        FileChannel open = channel;
        boolean isDue = now || System.nanoTime() - forcedNanos >= FORCE_NANOS;
        if (open != null && unforced && isDue) {
            open.force(false);
            unforced = false;
            forcedNanos = System.nanoTime();
        }
    }

    /** Waits until what was told before is in the files. */
    private void awaitWritten() {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        synchronized (written) {
            try {
                while (!waiting.isEmpty() && failure == null && System.nanoTime() < until) {
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

    private static TidemillException unreadable(IOException e) {
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
