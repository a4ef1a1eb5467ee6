package dev.tidemill.pgwire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Frames that no driver sends: lengths that lie, messages that end too early, texts that are none,
 * values of no type, and bytes by chance. The server answers with an error or an end, and serves
 * whoever comes next.
 *
 * <p>{@code -Dtidemill.fuzz.frames=1000000} for a long run, {@code -Dtidemill.fuzz.seed=N} for one
 * again.
 */
class FuzzTest {
    private static final int FRAMES = Integer.getInteger("tidemill.fuzz.frames", 10_000);
    private static final int FRAMES_OF_A_CONNECTION = 200;
    private static final String TYPES = "QPBDECSHFdcfpXzG\0\u00ff";

    private static final String[] TEXTS = {
        "",
        "s",
        "SELECT 1",
        "SELECT $1",
        "SELECT $1::INTEGER + $2",
        "SELECT '",
        "SELECT \"",
        "SELECT $tag$ x",
        "/* /* */",
        "COPY t FROM STDIN",
        "COPY (SELECT 1) TO STDOUT",
        "BEGIN; SELECT 1; COMMIT",
        "DECLARE c CURSOR FOR SELECT 1",
        "FETCH ALL FROM c",
        "SET timezone TO 'x'",
        "PREPARE p AS SELECT $1",
        "EXECUTE p(((",
        ";;;;",
        "\u20ac",
        "EXPLAIN SELECT 1",
        "SHOW ALL",
        "INSERT INTO t VALUES ($1, $2)",
    };

    @TempDir Path folder;

    @Test
    void servesWhoComesNext() throws Exception {
        long seed = Long.getLong("tidemill.fuzz.seed", System.nanoTime());
        System.out.println("seed " + seed + ", frames " + FRAMES);
        Random random = new Random(seed);
        try (Wired wired = Wired.in(folder)) {
            wired.run("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)");
            int sent = 0;
            while (sent < FRAMES) {
                sent += connection(wired, random);
                if (random.nextInt(20) == 0) {
                    assertHealthy(wired);
                }
            }
            assertHealthy(wired);
            for (int i = 0; i < 500 && wired.server.connections() > 0; i++) {
                Thread.sleep(20);
            }
            assertEquals(0, wired.server.connections());
            assertTrue(wired.mill.isRunning());
        }
    }

    private static void assertHealthy(Wired wired) throws IOException {
        try (Raw raw = Raw.in(wired)) {
            assertEquals("TDCZ", raw.types("SELECT count(*) FROM t"));
        }
    }

    /** Sends frames until the server has enough of them. */
    private static int connection(Wired wired, Random random) throws IOException {
        int frames = 0;
        try (Socket socket = wired.socket()) {
            socket.setSoTimeout(10_000);
            Thread reading = Thread.ofVirtual().start(() -> readAll(socket));
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            if (random.nextInt(8) == 0) {
                out.write(bytes(random, random.nextInt(64)));
            } else {
                out.write(startup());
                while (frames < FRAMES_OF_A_CONNECTION) {
                    out.write(frame(random));
                    frames++;
                }
            }
            out.flush();
            socket.shutdownOutput();
            reading.join();
        } catch (IOException e) {
            // The server has ended it.
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Math.max(1, frames);
    }

    private static void readAll(Socket socket) {
        try {
            byte[] passed = new byte[8192];
            while (socket.getInputStream().read(passed) >= 0) {
                // It is only not to wait for this client.
            }
        } catch (IOException e) {
            // Ended.
        }
    }

    private static byte[] startup() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        byte[] body = Raw.texts("user", "fuzz", "");
        out.writeInt(8 + body.length);
        out.writeInt(196_608);
        out.write(body);
        return bytes.toByteArray();
    }

    private static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] frame(Random random) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        char type = TYPES.charAt(random.nextInt(TYPES.length()));
        // Ends and what ends a connection would leave little of it.
        boolean ends = "Xpz G\0\u00ff".indexOf(type) >= 0;
        if (ends && random.nextInt(40) != 0) {
            type = "QPBDECSH".charAt(random.nextInt(8));
        }
        byte[] body = body(type, random);
        out.write(type);
        int lie = random.nextInt(400);
        int length = body.length + 4;
        out.writeInt(
                switch (lie) {
                    case 0 -> random.nextInt();
                    case 1 -> 0;
                    case 2 -> -1;
                    case 3 -> length + random.nextInt(100);
                    case 4 -> Math.max(4, length - random.nextInt(10));
                    default -> length;
                });
        out.write(body);
        return bytes.toByteArray();
    }

    private static byte[] body(char type, Random random) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        switch (type) {
            case 'Q' -> text(out, random);
            case 'P' -> {
                name(out, random);
                text(out, random);
                numbers(out, random, 4);
            }
            case 'B' -> {
                name(out, random);
                name(out, random);
                numbers(out, random, 2);
                values(out, random);
                numbers(out, random, 2);
            }
            case 'D', 'C' -> {
                out.write("SPx".charAt(random.nextInt(3)));
                name(out, random);
            }
            case 'E' -> {
                name(out, random);
                out.writeInt(random.nextInt(4) - 1);
            }
            default -> out.write(bytes(random, random.nextInt(20)));
        }
        byte[] body = bytes.toByteArray();
        if (random.nextInt(10) == 0 && body.length > 0) {
            body[random.nextInt(body.length)] = (byte) random.nextInt();
        }
        return random.nextInt(20) == 0
                ? java.util.Arrays.copyOf(body, random.nextInt(body.length + 5))
                : body;
    }

    private static void text(DataOutputStream out, Random random) throws IOException {
        String text = TEXTS[random.nextInt(TEXTS.length)];
        if (random.nextInt(4) == 0) {
            text += TEXTS[random.nextInt(TEXTS.length)];
        }
        out.write(text.getBytes(UTF_8));
        out.write(0);
    }

    private static void name(DataOutputStream out, Random random) throws IOException {
        out.write(
                random.nextBoolean()
                        ? "".getBytes(UTF_8)
                        : new byte[] {(byte) ('a' + random.nextInt(3))});
        out.write(0);
    }

    private static void numbers(DataOutputStream out, Random random, int width) throws IOException {
        int count = random.nextInt(3);
        out.writeShort(random.nextInt(50) == 0 ? random.nextInt() : count);
        for (int i = 0; i < count; i++) {
            int number =
                    width == 2
                            ? random.nextInt(2)
                            : new int[] {0, 23, 25, 1700, 1007, 99}[random.nextInt(6)];
            if (width == 2) {
                out.writeShort(number);
            } else {
                out.writeInt(number);
            }
        }
    }

    private static void values(DataOutputStream out, Random random) throws IOException {
        int count = random.nextInt(3);
        out.writeShort(random.nextInt(50) == 0 ? random.nextInt() : count);
        for (int i = 0; i < count; i++) {
            byte[] value =
                    random.nextBoolean() ? "12".getBytes(UTF_8) : bytes(random, random.nextInt(30));
            out.writeInt(random.nextInt(30) == 0 ? random.nextInt() : value.length);
            out.write(value);
        }
    }
}
