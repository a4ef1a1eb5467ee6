package dev.tidemill.cli.command;

import dev.tidemill.cli.show.Terminal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows a person how far something is, on one line of a terminal that is written over; nothing
 * where no person looks. Closed by the command's thread, which prints nothing meanwhile.
 */
final class ProgressLine implements AutoCloseable {
    private static final long PAUSE_MILLIS = 300;
    static final String ERASE_LINE = "\r\u001b[K";

    private final Terminal terminal;
    private final Supplier<@Nullable String> text;
    private final @Nullable Thread thread;

    private ProgressLine(Terminal terminal, Supplier<@Nullable String> text) {
        this.terminal = terminal;
        this.text = text;
        this.thread =
                terminal.interactive()
                        ? Thread.ofVirtual().name("progress").start(this::show)
                        : null;
    }

    /**
     * Begins to show.
     *
     * @param text asked on another thread; null while there is nothing to tell
     */
    static ProgressLine show(Terminal terminal, Supplier<@Nullable String> text) {
        return new ProgressLine(terminal, text);
    }

    private void show() {
        try {
            while (true) {
                Thread.sleep(PAUSE_MILLIS);
                String now = text.get();
                if (now != null) {
                    terminal.err().print(ERASE_LINE + now);
                    terminal.err().flush();
                }
            }
        } catch (InterruptedException e) {
            // What was shown has ended.
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
