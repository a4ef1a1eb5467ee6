package dev.tidemill.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Ticks whose content follows from their number, and what a replay of them delivered. */
final class Ticks implements ReplayHandler {
    static final JournalOptions SMALL =
            JournalOptions.defaults().withSegmentBytes(4_096).withPreallocateBytes(0);

    private final List<String> delivered = new ArrayList<>();

    static List<JournalRecord> records(long tick) {
        var random = new Random(tick);
        List<JournalRecord> records = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            byte[] head = ("tick " + tick + " record " + i).getBytes(StandardCharsets.UTF_8);
            byte[] rest = new byte[random.nextInt(300)];
            random.nextBytes(rest);
            records.add(JournalRecord.of(ByteBuffer.wrap(head), ByteBuffer.wrap(rest)));
        }
        return records;
    }

    static Seal seal(long tick) {
        byte[] payload = ("positions of " + tick).getBytes(StandardCharsets.UTF_8);
        return new Seal(tick, tick * 1_000_000, ByteBuffer.wrap(payload));
    }

    static void commit(Journal journal, long from, long to) {
        for (long tick = from; tick <= to; tick++) {
            journal.commit(records(tick), seal(tick));
        }
    }

    static List<String> expected(long from, long to) {
        var ticks = new Ticks();
        for (long tick = from; tick <= to; tick++) {
            for (JournalRecord record : records(tick)) {
                ByteBuffer joined = ByteBuffer.allocate((int) record.bytes());
                record.parts().forEach(part -> joined.put(part.duplicate()));
                ticks.record(tick, joined.flip());
            }
            ticks.seal(seal(tick));
        }
        return ticks.delivered;
    }

    static List<String> replayed(Journal journal, long afterTick) throws IOException {
        var ticks = new Ticks();
        journal.replay(afterTick, ticks);
        return ticks.delivered;
    }

    static List<Path> segments(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /** An empty directory, whatever it held. */
    static Path empty(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (Path old : segments(directory)) {
            Files.delete(old);
        }
        return directory;
    }

    @Override
    public void record(long tick, ByteBuffer payload) {
        delivered.add(tick + ": " + text(payload));
    }

    @Override
    public void seal(Seal seal) {
        delivered.add("seal " + seal.tick() + " " + seal.timeMicros() + text(seal.payload()));
    }

    private static String text(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.duplicate().get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
