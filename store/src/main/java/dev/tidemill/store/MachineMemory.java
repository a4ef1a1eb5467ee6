package dev.tidemill.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much memory the machine, or the container, could still give. Only Linux says so; elsewhere it
 * counts as endless. Safe for all threads.
 */
final class MachineMemory {
    private static final Path MACHINE = Path.of("/proc/meminfo");
    private static final Path CONTAINER_MAX = Path.of("/sys/fs/cgroup/memory.max");
    private static final Path CONTAINER_USED = Path.of("/sys/fs/cgroup/memory.current");
    private static final long LOOK_NANOS = 2_000_000;

    private volatile long available = Long.MAX_VALUE;
    private volatile long lookedNanos = System.nanoTime() - LOOK_NANOS;

    /** Bytes; at most some milliseconds old. */
    long availableBytes() {
        if (System.nanoTime() - lookedNanos >= LOOK_NANOS) {
            lookedNanos = System.nanoTime();
            available = Math.min(ofMachine(), ofContainer());
        }
        return available;
    }

    private static long ofMachine() {
        try {
            for (String line : Files.readAllLines(MACHINE)) {
                if (line.startsWith("MemAvailable:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
        } catch (IOException | NumberFormatException e) {
            // Not Linux.
        }
        return Long.MAX_VALUE;
    }

    private static long ofContainer() {
        try {
            String max = Files.readString(CONTAINER_MAX).strip();
            if (max.equals("max")) {
                return Long.MAX_VALUE;
            }
            long used = Long.parseLong(Files.readString(CONTAINER_USED).strip());
            return Math.max(0, Long.parseLong(max) - used);
        } catch (IOException | NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
