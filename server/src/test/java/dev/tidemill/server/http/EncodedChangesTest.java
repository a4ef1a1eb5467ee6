package dev.tidemill.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.node.read.TableChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Events for many subscribers. */
class EncodedChangesTest {
    private static TableChanges tick(long tick, String name) {
        Schema schema =
                new Schema(
                        List.of(
                                new Field("id", Type.BIGINT, false),
                                new Field("name", Type.TEXT, true)));
        BatchBuilder rows = new BatchBuilder(schema, 2);
        rows.add(-1, tick, null);
        rows.add(1, tick, name);
        Batch batch = rows.build();
        return new TableChanges(tick, batch);
    }

    @Test
    void writesATickAsAnEvent() throws Exception {
        assertEquals(
                "id: 7\nevent: changes\ndata: {\"tick\":7,\"changes\":[[-1,[7,null]],[1,[7,\"a\\nb\"]]]}\n\n",
                new String(new EncodedChanges().event(tick(7, "a\nb")), UTF_8));
    }

    @Test
    void makesAnEventOnceForAll() throws Exception {
        EncodedChanges shared = new EncodedChanges();
        List<TableChanges> ticks = List.of(tick(1, "one"), tick(2, "two"), tick(3, "three"));
        Queue<List<byte[]>> got = new ConcurrentLinkedQueue<>();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> subscribers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            subscribers.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            start.await();
                                            List<byte[]> mine = new ArrayList<>();
                                            for (TableChanges each : ticks) {
                                                mine.add(shared.event(each));
                                            }
                                            got.add(mine);
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    }));
        }
        start.countDown();
        for (Thread each : subscribers) {
            each.join();
        }
        assertEquals(500, got.size());
        List<byte[]> first = got.element();
        for (List<byte[]> each : got) {
            for (int i = 0; i < ticks.size(); i++) {
                assertSame(first.get(i), each.get(i));
            }
        }
        assertEquals(ticks.size(), shared.made());
    }

    @Test
    void forgetsTheOldestAndMakesItAgain() throws Exception {
        EncodedChanges shared = new EncodedChanges();
        TableChanges first = tick(0, "first");
        byte[] event = shared.event(first);
        assertSame(event, shared.event(first));
        String large = "x".repeat(1 << 20);
        for (int i = 1; i <= (EncodedChanges.BYTES_MAX >> 20) + 1; i++) {
            byte[] _ = shared.event(tick(i, large));
        }
        long made = shared.made();
        assertEquals(new String(event, UTF_8), new String(shared.event(first), UTF_8));
        assertEquals(made + 1, shared.made());
        for (int i = 0; i <= EncodedChanges.TICKS_MAX; i++) {
            byte[] _ = shared.event(tick(i, "small"));
        }
        byte[] _ = shared.event(first);
        assertTrue(shared.made() == made + EncodedChanges.TICKS_MAX + 3, "" + shared.made());
    }
}
