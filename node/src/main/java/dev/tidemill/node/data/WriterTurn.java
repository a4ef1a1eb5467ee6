package dev.tidemill.node.data;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * Something that is done on the one thread that writes certain files, so that they do not change
 * meanwhile.
 */
public interface WriterTurn {
    void run() throws IOException;

    /**
     * Waits until it is done, through interrupts: what it was given to work on must stay meanwhile.
     * Not for the writer's own thread.
     *
     * @throws TidemillException SHUTTING_DOWN when the writer takes nothing more
     */
    static void take(ExecutorService writer, WriterTurn turn) throws IOException {
        Future<?> done;
        try {
            done =
                    writer.submit(
                            () -> {
                                turn.run();
                                return null;
                            });
        } catch (RejectedExecutionException e) {
            throw new TidemillException(ErrorCode.SHUTTING_DOWN, "the mill is shutting down", e);
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    Object ignored = done.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
