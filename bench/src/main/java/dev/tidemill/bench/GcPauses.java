package dev.tidemill.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * When the garbage collector stopped all threads of this process, to a millisecond. Safe for all
 * threads.
 */
public final class GcPauses implements NotificationListener, AutoCloseable {
    private static final int KEPT_MAX = 1_000;

    private final long startMillis = ManagementFactory.getRuntimeMXBean().getStartTime();
    private final Map<NotificationEmitter, Long> emitters = new HashMap<>();
    private final Deque<Pause> newest = new ArrayDeque<>();
    private long count;
    private long millisTotal;
    private long millisMax;

    /** From and until are milliseconds since 1970. */
    private record Pause(long from, long until) {}

    public GcPauses() {
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (bean instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(this, null, null);
                emitters.put(emitter, 0L);
            }
        }
    }

    @Override
    public void handleNotification(Notification notification, Object handback) {
        if (!notification
                .getType()
                .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            return;
        }
        var collection =
                GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
        // System.gc() is called by the soak itself, while nothing is measured.
        if (!collection.getGcCause().equals("System.gc()")) {
            add(collection.getGcInfo());
        }
    }

    private synchronized void add(GcInfo info) {
        count++;
        millisTotal += info.getDuration();
        millisMax = Math.max(millisMax, info.getDuration());
        newest.addLast(
                new Pause(startMillis + info.getStartTime(), startMillis + info.getEndTime()));
        if (newest.size() > KEPT_MAX) {
            newest.removeFirst();
        }
    }

    /** Milliseconds of the newest pauses in a span of milliseconds since 1970. */
    public synchronized long millisBetween(long from, long until) {
        return newest.stream()
                .mapToLong(pause -> Math.min(until, pause.until()) - Math.max(from, pause.from()))
                .filter(millis -> millis > 0)
                .sum();
    }

    public synchronized long count() {
        return count;
    }

    public synchronized long millisTotal() {
        return millisTotal;
    }

    public synchronized long millisMax() {
        return millisMax;
    }

    @Override
    public void close() {
        for (NotificationEmitter emitter : emitters.keySet()) {
            try {
                emitter.removeNotificationListener(this);
            } catch (ListenerNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
