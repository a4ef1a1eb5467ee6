package dev.tidemill.journal;

import dev.tidemill.journal.io.SegmentFile;
import dev.tidemill.journal.io.SegmentStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A storage whose disk fills up, writes short, and fails to truncate or to fsync when told. */
final class FaultyStorage implements SegmentStorage {
    private final SegmentStorage real;
    long freeBytes = Long.MAX_VALUE;
    int shortestWrite = Integer.MAX_VALUE;
    boolean failForce;
    String forceFailure = "fsync failed";

    /** What an fsync of the directory fails with; null while it works. */
    @Nullable String directoryForceFailure;

    boolean failTruncate;
    boolean failWrite;
    int forces;

    FaultyStorage(SegmentStorage real) {
        this.real = real;
    }

    @Override
    public List<String> list() throws IOException {
        return real.list();
    }

    @Override
    public SegmentFile create(String name) throws IOException {
        if (freeBytes == 0) {
            throw new IOException("No space left on device");
        }
        return new FaultyFile(real.create(name));
    }

    @Override
    public SegmentFile openForAppend(String name) throws IOException {
        return new FaultyFile(real.openForAppend(name));
    }

    @Override
    public SegmentFile openForRead(String name) throws IOException {
        return real.openForRead(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        real.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        real.delete(name);
    }

    @Override
    public void force() throws IOException {
        if (directoryForceFailure != null) {
            throw new IOException(directoryForceFailure);
        }
        real.force();
    }

    @Override
    public long usableBytes() {
        return freeBytes;
    }

    private final class FaultyFile implements SegmentFile {
        private final SegmentFile file;

        FaultyFile(SegmentFile file) {
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public long write(ByteBuffer[] buffers, int offset, int length, long position)
                throws IOException {
            if (failWrite) {
                throw new IOException("Input/output error");
            }
            long allowed = Math.min(shortestWrite, freeBytes);
            if (allowed == 0) {
                throw new IOException("No space left on device");
            }
            ByteBuffer first = buffers[offset];
            int bytes = (int) Math.min(allowed, first.remaining());
            ByteBuffer part = first.duplicate().limit(first.position() + bytes);
            long written = file.write(new ByteBuffer[] {part}, 0, 1, position);
            first.position(first.position() + (int) written);
            freeBytes -= freeBytes == Long.MAX_VALUE ? 0 : written;
            return written;
        }

        @Override
        public void truncate(long size) throws IOException {
            if (failTruncate) {
                throw new IOException("truncate failed");
            }
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            forces++;
            if (failForce) {
                throw new IOException(forceFailure);
            }
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
