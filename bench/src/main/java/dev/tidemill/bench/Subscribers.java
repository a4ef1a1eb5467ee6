package dev.tidemill.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The other side of {@link SubscribersBench}: sockets of one thread that follow the live table
 * {@code beat}. Says {@code ready} when all have its first rows, and {@code result} with the number
 * of events and their times when all have come, or none came for ten seconds.
 */
final class Subscribers {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Stands where the rows of an event end. */
    private static final byte[] END = "]]]}".getBytes(US_ASCII);

    /** Stands in the first event, of a table without rows. */
    private static final byte[] EMPTY = "\"rows\":[]}".getBytes(US_ASCII);

    private final Selector selector = Selector.open();
    private final ByteBuffer read = ByteBuffer.allocateDirect(1 << 16);
    private final long[] micros;
    private int events;
    private int ready;

    /** What a socket has read of a line so far. */
    private static final class Line {
        private final byte[] bytes = new byte[1024];
        private int size;
    }

    private Subscribers(int eventsMax) throws IOException {
        this.micros = new long[eventsMax];
    }

    /** Takes a port, how many connections, and how many events each will see. */
    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        Subscribers all = new Subscribers(count * Integer.parseInt(arguments[2]));
        all.run(port, count);
    }

    private void run(int port, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            connect(port);
            if (i % 64 == 63) {
                take(0);
            }
        }
        while (ready < count) {
            take(1000);
        }
        System.out.println("ready");
        long last = System.nanoTime();
        while (events < micros.length && System.nanoTime() - last < QUIET_NANOS) {
            int before = events;
            take(1000);
            last = events > before ? System.nanoTime() : last;
        }
        long[] sorted = Arrays.copyOf(micros, events);
        Arrays.sort(sorted);
        System.out.printf(
                "result %d %.3f %.3f %.3f%n",
                events, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
    }

    private static double at(long[] sorted, double part) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * part))] / 1e3;
    }

    private void connect(int port) throws IOException {
        SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        ByteBuffer request =
                ByteBuffer.wrap(
                        "GET /v1/tables/beat/changes HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/event-stream\r\n\r\n"
                                .formatted(port)
                                .getBytes(US_ASCII));
        while (request.hasRemaining()) {
            int _ = channel.write(request);
        }
        channel.configureBlocking(false);
        SelectionKey _ = channel.register(selector, SelectionKey.OP_READ, new Line());
    }

    private void take(long millis) throws IOException {
        int _ = millis == 0 ? selector.selectNow() : selector.select(millis);
        for (SelectionKey key : selector.selectedKeys()) {
            read.clear();
            int count = ((SocketChannel) key.channel()).read(read);
            if (count < 0) {
                key.cancel();
                throw new IOException("the server has ended a subscription");
            }
            read.flip();
            Line line = (Line) key.attachment();
            while (read.hasRemaining()) {
                byte each = read.get();
                if (each == '\n') {
                    line(line);
                    line.size = 0;
                } else if (line.size < line.bytes.length) {
                    line.bytes[line.size++] = each;
                }
            }
        }
        selector.selectedKeys().clear();
    }

    private void line(Line line) {
        if (ends(line, EMPTY)) {
            ready++;
        } else if (ends(line, END) && events < micros.length) {
            int from = line.size - END.length;
            while (line.bytes[from - 1] != ',') {
                from--;
            }
            long sent =
                    Long.parseLong(
                            new String(line.bytes, from, line.size - END.length - from, US_ASCII));
            micros[events++] = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) - sent;
        }
    }

    private static boolean ends(Line line, byte[] end) {
        return line.size >= end.length
                && Arrays.equals(line.bytes, line.size - end.length, line.size, end, 0, end.length);
    }
}
