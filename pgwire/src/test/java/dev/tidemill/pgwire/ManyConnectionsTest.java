package dev.tidemill.pgwire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many connections as there may be, all of which ask at once. */
class ManyConnectionsTest {
    private static final int CONNECTIONS = 1_000;
    private static final int ROUNDS = Integer.getInteger("tidemill.wire.rounds", 2);

    @TempDir Path folder;

    @Test
    void answersAThousandAtOnce() throws Exception {
        try (Wired wired = Wired.in(folder)) {
            wired.run(
                    "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)",
                    "INSERT INTO t VALUES (1, 'one'), (2, 'two')");
            List<Raw> open = new ArrayList<>();
            try {
                long began = System.nanoTime();
                for (int i = 0; i < CONNECTIONS; i++) {
                    open.add(Raw.in(wired));
                }
                long connected = System.nanoTime();
                assertEquals(CONNECTIONS, wired.server.connections());
                long[] nanos = asked(open);
                System.out.printf(
                        "%d connections in %d ms; %d queries at once, %d rounds: median %d ms, 99th %d ms, most %d ms%n",
                        CONNECTIONS,
                        (connected - began) / 1_000_000,
                        CONNECTIONS,
                        ROUNDS,
                        nanos[nanos.length / 2] / 1_000_000,
                        nanos[nanos.length * 99 / 100] / 1_000_000,
                        nanos[nanos.length - 1] / 1_000_000);
            } finally {
                for (Raw each : open) {
                    each.close();
                }
            }
        }
    }

    private static long[] asked(List<Raw> open) throws InterruptedException {
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        long[][] nanos = new long[open.size()][ROUNDS];
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            int number = i;
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            start.await();
                                            open.get(number).socket.setSoTimeout(120_000);
                                            for (int round = 0; round < ROUNDS; round++) {
                                                long began = System.nanoTime();
                                                String types =
                                                        open.get(number)
                                                                .types(
                                                                        "SELECT name FROM t WHERE id = 2");
                                                nanos[number][round] = System.nanoTime() - began;
                                                if (!types.equals("TDCZ")) {
                                                    wrong.add(types);
                                                }
                                            }
                                        } catch (Exception e) {
                                            wrong.add(e.toString());
                                        }
                                    }));
        }
        start.countDown();
        for (Thread each : threads) {
            each.join();
        }
        assertEquals(List.of(), List.copyOf(wrong));
        return Arrays.stream(nanos).flatMapToLong(Arrays::stream).sorted().toArray();
    }
}
