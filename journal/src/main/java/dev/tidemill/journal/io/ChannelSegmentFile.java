package dev.tidemill.journal.io;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A segment file over a {@link FileChannel}.
 *
 * <p>Interrupting the thread in a call closes the channel; whoever owns the writing thread must not
 * interrupt it.
 */
final class ChannelSegmentFile implements SegmentFile {
    private final FileChannel channel;

    ChannelSegmentFile(FileChannel channel) {
        this.channel = requireNonNull(channel, "channel");
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return channel.read(target, position);
    }

    @Override
    public long write(ByteBuffer[] buffers, int offset, int length, long position)
            throws IOException {
        if (channel.position() != position) {
            channel.position(position);
        }
        return channel.write(buffers, offset, length);
    }

    @Override
    public void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
