package dev.tidemill.journal;

import java.io.IOException;
import java.nio.file.Path;

/** The child of {@link KillTest}: commits ticks and tells each on standard output once durable. */
final class Appender {
    private Appender() {}

    public static void main(String[] arguments) throws IOException {
        JournalOptions options =
                JournalOptions.defaults().withSegmentBytes(200_000).withPreallocateBytes(20_000);
        try (Journal journal = Journal.open(Path.of(arguments[0]), options)) {
            for (long tick = journal.stats().lastTick() + 1; ; tick++) {
                journal.commit(Ticks.records(tick), Ticks.seal(tick));
                System.out.println(tick);
            }
        }
    }
}
