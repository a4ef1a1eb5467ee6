package dev.tidemill.engine.background;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/**
 * Makes daemon threads for what can wait: queries, checkpoints, history. Where more threads want to
 * run than there are processors, the ones that make ticks and answer requests come first. On Linux
 * a thread that native code starts from such a thread, as DuckDB does, gives way too. Elsewhere, or
 * where native access is not enabled, they are threads like others.
 */
public final class BackgroundThreads {
    private BackgroundThreads() {}

    /** A thread of this name. */
    public static Thread unstarted(String name, Runnable work) {
        return Thread.ofPlatform().name(name).daemon().unstarted(() -> run(work));
    }

    /** Threads of this name, and a stack of so many bytes; 0 for the usual. */
    public static ThreadFactory factory(String name, long stackBytes) {
        return work ->
                Thread.ofPlatform()
                        .name(name)
                        .daemon()
                        .stackSize(stackBytes)
                        .unstarted(() -> run(work));
    }

    /**
     * Does this on a thread that ends with it, so that the threads which native code starts
     * meanwhile give way as well; waits for it, and throws what it throws.
     */
    public static <T> T call(String name, Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        unstarted(name, task).start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    switch (e.getCause()) {
                        case RuntimeException known -> throw known;
                        case Error known -> throw known;
                        case null, default -> throw new IllegalStateException(name + " failed", e);
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void run(Runnable work) {
        ThreadPriority.lower();
        work.run();
    }
}
