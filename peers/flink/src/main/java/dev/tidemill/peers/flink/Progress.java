package dev.tidemill.peers.flink;

/** The clock of one job, and its memory. All threads. */
final class Progress {
    private static final int SAMPLES = 4;

    private static boolean samplesMemory;
    private static long begun;
    private static long ended;
    private static long usedBefore;
    private static long usedMost;

    private Progress() {}

    static synchronized void reset(boolean isSampling) {
        samplesMemory = isSampling;
        begun = 0;
        ended = 0;
        usedMost = 0;
    }

    /** What is used now, the events among it, does not count. */
    static synchronized void rememberMemory() {
        usedBefore = used();
    }

    /** A reader is about to read; the first one counts. */
    static synchronized void begin() {
        if (begun == 0) {
            begun = System.nanoTime();
        }
    }

    /** A sink has taken its last row; the last one counts. */
    static synchronized void end() {
        ended = Math.max(ended, System.nanoTime());
    }

    static synchronized long nanos() {
        return ended - begun;
    }

    /** A reader went from one place to another; after each part of the events memory is looked at. */
    static void passed(long from, long to, long all) {
        if (samplesMemory && from * SAMPLES / all != Math.min(to, all) * SAMPLES / all) {
            sample();
        }
    }

    private static synchronized void sample() {
        usedMost = Math.max(usedMost, used() - usedBefore);
    }

    static synchronized long usedMost() {
        return usedMost;
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
