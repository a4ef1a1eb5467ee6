package dev.tidemill.bench.soak;

import dev.tidemill.node.Tidemill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What is in use at one moment at which nothing is sent, no table of the churn is there, and all
 * garbage was collected.
 *
 * @param seconds since the soak began
 * @param heap bytes of live objects, after a full collection
 * @param state bytes of the engine's pages
 * @param pinned those of them that only readers and checkpoints still see
 * @param resident bytes of the process, as Linux counts them; 0 elsewhere
 * @param disk bytes of the data folder
 */
record MemorySample(double seconds, long heap, long state, long pinned, long resident, long disk) {

    static MemorySample take(Tidemill mill, Path data, double seconds) throws IOException {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return new MemorySample(
                seconds,
                runtime.totalMemory() - runtime.freeMemory(),
                mill.status().memory().stateBytes(),
                mill.pinnedBytes(),
                residentBytes(),
                size(data));
    }

    private static long residentBytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst()
                    .orElse(0);
        }
    }

    /** Files come and go meanwhile. */
    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
