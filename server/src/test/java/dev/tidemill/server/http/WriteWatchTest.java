package dev.tidemill.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that nobody takes, over real sockets. */
class WriteWatchTest {
    private static final Duration WAIT_MAX = Duration.ofMillis(800);
    private static final byte[] PIECE = new byte[1 << 16];

    private final Connections connections = new Connections(WAIT_MAX);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicLong written = new AtomicLong();

    @SuppressWarnings("NullAway.Init") // Started before each test.
    private WebServer web;

    @BeforeEach
    void serve() {
        web =
                WebServer.builder()
                        .address(InetAddress.getLoopbackAddress())
                        .port(0)
                        .shutdownGracePeriod(Duration.ofMillis(100))
                        .protocolsDiscoverServices(false)
                        .addConnectionSelector(connections)
                        .routing(routing -> routing.get("/endless", this::endless))
                        .build()
                        .start();
    }

    @AfterEach
    void stop() {
        web.stop();
        connections.close();
    }

    private void endless(ServerRequest request, ServerResponse response) {
        try (OutputStream out = response.outputStream()) {
            while (true) {
                out.write(PIECE);
                written.addAndGet(PIECE.length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ended.countDown();
        }
    }

    private Socket asking() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), web.port());
        String request = "GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        return socket;
    }

    @Test
    void endsAnAnswerThatNobodyTakes() throws Exception {
        try (Socket socket = asking()) {
            assertTrue(ended.await(30, TimeUnit.SECONDS), "the handler still writes");
            assertFalse(socket.isClosed());
        }
    }

    @Test
    void leavesAnAnswerThatIsTakenSlowly() throws Exception {
        try (Socket socket = asking()) {
            InputStream in = socket.getInputStream();
            long until = System.nanoTime() + 4 * WAIT_MAX.toNanos();
            while (System.nanoTime() < until) {
                assertTrue(in.readNBytes(1 << 20).length > 0);
                Thread.sleep(100);
            }
            assertEquals(1, ended.getCount());
        }
        assertTrue(ended.await(30, TimeUnit.SECONDS), "the handler writes to nobody");
        assertTrue(written.get() > 0);
    }
}
