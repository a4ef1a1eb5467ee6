package dev.tidemill.bench.soak;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the engine's thread does, looked at every few milliseconds: its stack, and how much of the
 * time a processor was its own. Of the last seconds only. Safe for all threads.
 */
final class EngineSamples {
    private static final int KEPT_MAX = 2_000;
    private static final int FRAMES = 6;

    private final ThreadMXBean beans = ManagementFactory.getThreadMXBean();
    private final Thread engine;
    private final Deque<Sample> newest = new ArrayDeque<>();

    private record Sample(long atMillis, long cpuNanos, String stack) {}

    EngineSamples() {
        engine =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("engine"))
                        .findFirst()
                        .orElseThrow();
    }

    /** Looks once. */
    void take() {
        String stack =
                Arrays.stream(engine.getStackTrace())
                        .filter(frame -> frame.getClassName().startsWith("dev.tidemill"))
                        .limit(FRAMES)
                        .map(EngineSamples::text)
                        .collect(Collectors.joining(" < "));
        long cpu = beans.getThreadCpuTime(engine.threadId());
        synchronized (newest) {
            newest.addLast(new Sample(System.currentTimeMillis(), cpu, stack));
            if (newest.size() > KEPT_MAX) {
                newest.removeFirst();
            }
        }
    }

    private static String text(StackTraceElement frame) {
        String name = frame.getClassName();
        return name.substring(name.lastIndexOf('.') + 1) + "." + frame.getMethodName();
    }

    /** Milliseconds of a processor that the thread had in a span; -1 when that is not known. */
    long cpuMillis(long fromMillis, long untilMillis) {
        Sample first = null;
        Sample last = null;
        synchronized (newest) {
            for (Sample sample : newest) {
                if (sample.atMillis() >= fromMillis && sample.atMillis() <= untilMillis) {
                    first = first == null ? sample : first;
                    last = sample;
                }
            }
        }
        return first == null || last == null
                ? -1
                : (last.cpuNanos() - first.cpuNanos()) / 1_000_000;
    }

    /** The commonest stacks in a span, with how often they were seen. */
    Map<String, Long> stacks(long fromMillis, long untilMillis, int most) {
        Map<String, Long> counts;
        synchronized (newest) {
            counts =
                    newest.stream()
                            .filter(s -> s.atMillis() >= fromMillis && s.atMillis() <= untilMillis)
                            .collect(Collectors.groupingBy(Sample::stack, Collectors.counting()));
        }
        Map<String, Long> commonest = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(most)
                .forEach(entry -> commonest.put(entry.getKey(), entry.getValue()));
        return commonest;
    }
}
