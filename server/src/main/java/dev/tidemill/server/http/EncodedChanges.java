package dev.tidemill.server.http;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.node.read.TableChanges;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.concurrent.FutureTask;

/**
 * What a tick changed in a table, as the event that subscribers are sent: made once for all who see
 * the same of it, however many they are. Safe for all threads.
 *
 * <p>Invariant: kept are at most {@link #TICKS_MAX} events, of {@link #BYTES_MAX} together and one
 * beyond it; the oldest go first. Who comes later makes it again.
 */
final class EncodedChanges {
    /** Of all tables. */
    static final int TICKS_MAX = 1_024;

    /** A sixty-fourth of the heap, 1 to 32 MiB. */
    static final long BYTES_MAX =
            Math.clamp(Runtime.getRuntime().maxMemory() / 64, 1L << 20, 32L << 20);

    private final IdentityHashMap<Batch, FutureTask<byte[]>> events = new IdentityHashMap<>();
    private final Deque<Batch> order = new ArrayDeque<>();
    private long bytes;
    private long made;

    /**
     * The event of a tick's changes as the feed has them, which are the same object for everybody.
     *
     * @throws InterruptedException while another thread makes it
     */
    byte[] event(TableChanges tick) throws InterruptedException {
        FutureTask<byte[]> mine = new FutureTask<>(() -> encoded(tick));
        FutureTask<byte[]> event = kept(tick.changes(), mine);
        if (event == mine) {
            mine.run();
            keepBytes(tick.changes(), mine);
        }
        try {
            return event.get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("the changes of a tick cannot be written", e);
        }
    }

    private synchronized FutureTask<byte[]> kept(Batch changes, FutureTask<byte[]> mine) {
        FutureTask<byte[]> there = events.putIfAbsent(changes, mine);
        if (there != null) {
            return there;
        }
        made++;
        order.addLast(changes);
        while (order.size() > TICKS_MAX) {
            forgetOldest();
        }
        return mine;
    }

    private synchronized void keepBytes(Batch changes, FutureTask<byte[]> event) {
        if (events.get(changes) != event) {
            return;
        }
        bytes += length(event);
        while (bytes > BYTES_MAX && order.size() > 1) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        FutureTask<byte[]> oldest = events.remove(order.removeFirst());
        if (oldest != null && oldest.isDone()) {
            bytes -= length(oldest);
        }
    }

    private static long length(FutureTask<byte[]> event) {
        return event.state() == java.util.concurrent.Future.State.SUCCESS
                ? event.resultNow().length
                : 0;
    }

    /** How many were made, for whomever. */
    synchronized long made() {
        return made;
    }

    /** The event of changes that one subscriber alone sees so. */
    static byte[] encoded(TableChanges tick) {
        ByteBuilder event = new ByteBuilder(256);
        event.append("id: ").append(tick.tick()).append("\nevent: changes\ndata: ");
        JsonTables.changes(tick.tick(), tick.changes(), event);
        event.append("\n\n");
        return event.toByteArray();
    }
}
