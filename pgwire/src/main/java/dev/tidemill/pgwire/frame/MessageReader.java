package dev.tidemill.pgwire.frame;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/**
 * Reads a client's messages, one after the other, from a buffer of bounded size. A message whose
 * length is wrong ends the connection: where the next one begins is not known then.
 *
 * <p>Owned by one thread.
 */
public final class MessageReader {
    private static final int BUFFER_BYTES = 8 << 10;

    /** A larger buffer is let go when what it was for has been read. */
    private static final int KEPT_BYTES = 64 << 10;

    private final InputStream in;
    private int bytesMax;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int from;
    private int to;
    private boolean ended;

    /**
     * @param bytesMax a longer message ends the connection
     */
    public MessageReader(InputStream in, int bytesMax) {
        this.in = requireNonNull(in, "in");
        this.bytesMax = bytesMax;
    }

    /** Takes longer messages, or only shorter ones, from now on. */
    public void takeUpTo(int bytes) {
        bytesMax = bytes;
    }

    /**
     * The next message, which is valid until the one after it is asked for.
     *
     * @throws EOFException when the client has gone
     * @throws TidemillException PROTOCOL_VIOLATION when its length cannot be right
     */
    public Message next() throws IOException {
        shrink();
        fill(5);
        byte type = buffer[from];
        int length = int32(buffer, from + 1);
        if (length < 4 || length - 4 > bytesMax) {
            throw violation(
                    "a message of %d bytes, where at most %d are taken"
                            .formatted(length & 0xFFFF_FFFFL, bytesMax));
        }
        fill(1 + length);
        Message message = new Message((char) (type & 0xFF), buffer, from + 5, from + 1 + length);
        from += 1 + length;
        return message;
    }

    /** The type of the next message, if its begin is there already; zero otherwise. */
    public char nextType() {
        return to > from ? (char) (buffer[from] & 0xFF) : 0;
    }

    /**
     * The type of the next message, waited for. Only where a client cannot wait for an answer
     * before it sends one: behind Execute it sends Sync or Flush at least.
     */
    public char awaitType() throws IOException {
        fill(1);
        return nextType();
    }

    /** Whether something of a next message has been read already. */
    public boolean hasMore() {
        return to > from;
    }

    /**
     * Whether the client has gone, found without waiting longer than the socket's time-out. What it
     * sent meanwhile is kept.
     */
    public boolean isEnded() {
        if (ended || to - from >= KEPT_BYTES) {
            return ended;
        }
        makeRoom(1);
        try {
            int read = in.read(buffer, to, buffer.length - to);
            ended = read < 0;
            to += Math.max(0, read);
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            ended = true;
        }
        return ended;
    }

    private void shrink() {
        if (from == to) {
            from = 0;
            to = 0;
            if (buffer.length > KEPT_BYTES) {
                buffer = new byte[BUFFER_BYTES];
            }
        }
    }

    private void fill(int bytes) throws IOException {
        while (to - from < bytes) {
            makeRoom(Math.min(bytes, to - from + KEPT_BYTES));
            int read = in.read(buffer, to, buffer.length - to);
            if (read < 0) {
                ended = true;
                throw new EOFException("the client has gone");
            }
            to += read;
        }
    }

    /** Room for so many bytes from the next message's begin; it grows as they come. */
    private void makeRoom(int bytes) {
        if (buffer.length - from >= bytes && to < buffer.length) {
            return;
        }
        int held = to - from;
        byte[] target =
                bytes > buffer.length || held == buffer.length
                        ? new byte[Math.max(bytes, Math.min(held * 2, bytesMax + KEPT_BYTES))]
                        : buffer;
        System.arraycopy(buffer, from, target, 0, held);
        buffer = target;
        from = 0;
        to = held;
    }

    static int int32(byte[] bytes, int at) {
        return ((bytes[at] & 0xFF) << 24)
                | ((bytes[at + 1] & 0xFF) << 16)
                | ((bytes[at + 2] & 0xFF) << 8)
                | (bytes[at + 3] & 0xFF);
    }

    static TidemillException violation(String fact) {
        return new TidemillException(ErrorCode.PROTOCOL_VIOLATION, fact);
    }

    /** A packet without a type, as a connection begins with. */
    public static Message untyped(InputStream in, int bytesMax) throws IOException {
        byte[] head = in.readNBytes(4);
        if (head.length < 4) {
            throw new EOFException("the client has gone");
        }
        return untyped(head, in, bytesMax);
    }

    private static Message untyped(byte[] head, InputStream in, int bytesMax) throws IOException {
        int length = int32(head, 0);
        if (length < 8 || length > bytesMax) {
            throw violation("a first packet of %d bytes".formatted(length & 0xFFFF_FFFFL));
        }
        byte[] body = in.readNBytes(length - 4);
        if (body.length < length - 4) {
            throw new EOFException("the client has gone");
        }
        return new Message('\0', body, 0, body.length);
    }

    /** The same, of bytes that are there already. */
    static byte[] copy(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }
}
