package dev.tidemill.cli.command;

import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.Terminal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows a person how far a copy is, on one line of a terminal that is written over; nothing where
 * no person looks. Closed by the command's thread, which prints nothing meanwhile.
 */
final class CopyProgress implements AutoCloseable {
    private static final long PAUSE_MILLIS = 300;
    static final String ERASE_LINE = "\r\u001b[K";

    private final Terminal terminal;
    private final Supplier<@Nullable Copied> copied;
    private final @Nullable Thread thread;

    /** Bytes that are copied, of how many; 0 while that is not known. */
    record Copied(long bytes, long total) {}

    private CopyProgress(Terminal terminal, Supplier<@Nullable Copied> copied) {
        this.terminal = terminal;
        this.copied = copied;
        this.thread =
                terminal.interactive()
                        ? Thread.ofVirtual().name("progress").start(this::show)
                        : null;
    }

    /**
     * Begins to show.
     *
     * @param copied asked on another thread; null while there is nothing to tell
     */
    static CopyProgress show(Terminal terminal, Supplier<@Nullable Copied> copied) {
        return new CopyProgress(terminal, copied);
    }

    private void show() {
        try {
            while (true) {
                Thread.sleep(PAUSE_MILLIS);
                Copied now = copied.get();
                if (now != null && now.total() > 0) {
                    terminal.err()
                            .print(
                                    ERASE_LINE
                                            + Amount.bytes(now.bytes())
                                            + " of "
                                            + Amount.bytes(now.total()));
                    terminal.err().flush();
                }
            }
        } catch (InterruptedException e) {
            // The copy has ended.
        }
    }

    @Override
    public void close() {
        if (thread == null) {
            return;
        }
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        terminal.err().print(ERASE_LINE);
        terminal.err().flush();
    }
}
