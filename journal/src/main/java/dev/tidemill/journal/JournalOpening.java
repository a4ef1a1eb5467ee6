package dev.tidemill.journal;

import dev.tidemill.journal.io.SegmentFile;
import dev.tidemill.journal.io.SegmentStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A journal's directory as found at the start: all headers read, the last segment inspected. */
record JournalOpening(
        List<ClosedSegment> closed,
        ActiveSegment active,
        long lastTick,
        long lastSequence,
        @Nullable TailCut cut) {

    static JournalOpening of(SegmentStorage storage) throws IOException {
        List<Found> found = segments(storage);
        if (found.isEmpty()) {
            return new JournalOpening(
                    List.of(), ActiveSegment.create(storage, new SegmentHeader(1, 0)), 0, 0, null);
        }
        return resume(storage, found.getLast().header(), closed(found));
    }

    private record Found(SegmentHeader header, long bytes) {}

    private static List<Found> segments(SegmentStorage storage) throws IOException {
        List<Found> found = new ArrayList<>();
        for (String name : storage.list()) {
            if (ActiveSegment.namesUnfinished(name)) {
                storage.delete(name);
            } else if (SegmentHeader.namesSegment(name)) {
                found.add(readHeader(storage, name));
            }
        }
        return found;
    }

    private static Found readHeader(SegmentStorage storage, String name) throws IOException {
        try (SegmentFile file = storage.openForRead(name)) {
            ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
            while (bytes.hasRemaining() && file.read(bytes, bytes.position()) >= 0) {}
            return new Found(SegmentHeader.decode(name, bytes.flip()), file.size());
        }
    }

    private static List<ClosedSegment> closed(List<Found> found) {
        List<ClosedSegment> closed = new ArrayList<>();
        for (int i = 0; i + 1 < found.size(); i++) {
            SegmentHeader header = found.get(i).header();
            SegmentHeader next = found.get(i + 1).header();
            if (next.precedingTick() <= header.precedingTick()) {
                throw new JournalCorruptException(
                        next.fileName(),
                        0,
                        "its ticks do not follow those of " + header.fileName());
            }
            closed.add(new ClosedSegment(header, next.precedingTick(), found.get(i).bytes()));
        }
        return closed;
    }

    private static JournalOpening resume(
            SegmentStorage storage, SegmentHeader header, List<ClosedSegment> closed)
            throws IOException {
        SegmentFile file = storage.openForAppend(header.fileName());
        try {
            TailInspection.Tail tail = TailInspection.inspect(header.fileName(), file, header);
            return new JournalOpening(
                    closed,
                    ActiveSegment.resume(header, file, tail),
                    tail.lastTick(),
                    tail.lastSequence(),
                    tail.cut());
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }
}
