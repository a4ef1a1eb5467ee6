package dev.tidemill.bench.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/** Times from due to readable, and what the longest are made of. Safe for all threads. */
final class Pauses {
    private static final int LONGEST_PART = 100;

    private final List<Pause> pauses = new ArrayList<>();

    /**
     * One batch, in nanoseconds.
     *
     * @param total from due to readable
     * @param commit writing and forcing the journal
     * @param waited from the seal until the engine began
     * @param work of the engine's thread
     * @param collector garbage collection that stopped all threads meanwhile
     */
    record Pause(long total, long commit, long waited, long work, long collector) {
        /** Before its own commit: it was not sent yet, or another commit went on. */
        long queued() {
            return Math.max(0, total - commit - waited - work);
        }
    }

    synchronized void add(Pause pause) {
        pauses.add(pause);
    }

    synchronized void addTo(Pauses all) {
        pauses.forEach(all::add);
    }

    synchronized void put(ObjectNode line, String name) {
        List<Pause> sorted = new ArrayList<>(pauses);
        sorted.sort(Comparator.comparingLong(Pause::total));
        int count = sorted.size();
        line.put(name + "_batches", count);
        if (count == 0) {
            return;
        }
        line.put(name + "_p50_ms", millis(sorted.get(count / 2).total()));
        line.put(name + "_p99_ms", millis(sorted.get((int) (count * 0.99)).total()));
        line.put(name + "_max_ms", millis(sorted.getLast().total()));
        List<Pause> longest = sorted.subList(count - 1 - count / LONGEST_PART, count);
        mean(line, name + "_longest_queued_ms", longest, Pause::queued);
        mean(line, name + "_longest_commit_ms", longest, Pause::commit);
        mean(line, name + "_longest_wait_ms", longest, Pause::waited);
        mean(line, name + "_longest_work_ms", longest, Pause::work);
        mean(line, name + "_longest_gc_ms", longest, Pause::collector);
    }

    private static void mean(
            ObjectNode line, String name, List<Pause> pauses, ToLongFunction<Pause> part) {
        line.put(name, millis((long) pauses.stream().mapToLong(part).average().orElse(0)));
    }

    private static double millis(long nanos) {
        return Math.round(nanos / 1e4) / 100.0;
    }
}
