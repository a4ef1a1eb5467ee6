package dev.tidemill.cli.command;

import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.Terminal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows a person how far a copy of known size is. */
final class CopyProgress {
    private CopyProgress() {}

    /** Bytes that are copied, of how many; 0 while that is not known. */
    record Copied(long bytes, long total) {}

    /**
     * Begins to show.
     *
     * @param copied asked on another thread; null while there is nothing to tell
     */
    static ProgressLine show(Terminal terminal, Supplier<@Nullable Copied> copied) {
        return ProgressLine.show(terminal, () -> text(copied.get()));
    }

    private static @Nullable String text(@Nullable Copied now) {
        return now == null || now.total() == 0
                ? null
                : Amount.bytes(now.bytes()) + " of " + Amount.bytes(now.total());
    }
}
