package dev.tidemill.journal;

import static java.util.Objects.requireNonNull;

import dev.tidemill.journal.io.DirectoryStorage;
import dev.tidemill.journal.io.SegmentFile;
import dev.tidemill.journal.io.SegmentStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a journal that nobody has open, without changing anything: every record and its checksum,
 * the numbers of the records and of the ticks, within the segments and from one to the next.
 *
 * <p>Owned by one thread.
 */
public final class JournalInspection {
    private final SegmentStorage storage;
    private final List<ClosedSegment> closed = new ArrayList<>();
    private final SegmentHeader last;
    private final TailInspection.Tail tail;
    private final int segments;

    private JournalInspection(SegmentStorage storage, List<SegmentHeader> headers)
            throws IOException {
        this.storage = storage;
        this.segments = headers.size();
        for (int i = 0; i + 1 < headers.size(); i++) {
            SegmentHeader header = headers.get(i);
            long lastTick = headers.get(i + 1).precedingTick();
            try (SegmentFile file = storage.openForRead(header.fileName())) {
                closed.add(new ClosedSegment(header, lastTick, file.size()));
            }
        }
        this.last = headers.isEmpty() ? new SegmentHeader(1, 0) : headers.getLast();
        if (headers.isEmpty()) {
            this.tail = new TailInspection.Tail(SegmentHeader.BYTES, 0, 0, null);
            return;
        }
        try (SegmentFile file = storage.openForRead(last.fileName())) {
            this.tail = TailInspection.inspect(last.fileName(), file, last);
        }
    }

    /**
     * What is in a journal.
     *
     * @param firstTick the first tick in it; 0 when there is none
     * @param lastTick the last tick in it, or before it when it holds none
     * @param tailBytes bytes of a tick that was not acknowledged; the next start removes them
     */
    public record Contents(
            int segments,
            long records,
            long firstTick,
            long lastTick,
            long bytes,
            long tailBytes) {}

    /**
     * Reads the headers of all segments and the whole last one.
     *
     * @throws JournalCorruptException when they do not follow each other, or the last is damaged
     * @throws JournalFormatException when a file is none of this program's
     */
    public static JournalInspection open(Path directory) throws IOException {
        SegmentStorage storage = DirectoryStorage.existing(directory);
        List<SegmentHeader> headers = new ArrayList<>();
        for (String name : storage.list()) {
            if (SegmentHeader.namesSegment(name)) {
                headers.add(header(storage, name));
            }
        }
        return new JournalInspection(storage, headers);
    }

    private static SegmentHeader header(SegmentStorage storage, String name) throws IOException {
        try (SegmentFile file = storage.openForRead(name)) {
            ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
            while (bytes.hasRemaining() && file.read(bytes, bytes.position()) >= 0) {}
            return SegmentHeader.decode(name, bytes.flip());
        }
    }

    /** All that is acknowledged, by files. */
    public SealedParts sealedParts() {
        List<SealedPart> parts = new ArrayList<>();
        closed.forEach(segment -> parts.add(new SealedPart(segment.fileName(), segment.bytes())));
        if (segments > 0) {
            parts.add(new SealedPart(last.fileName(), tail.end()));
        }
        return new SealedParts(lastTick(), parts);
    }

    /** The tick before the first that is in the journal. */
    public long precedingTick() {
        return (closed.isEmpty() ? last : closed.getFirst().header()).precedingTick();
    }

    public long lastTick() {
        return segments == 0 ? 0 : tail.lastTick();
    }

    /** Delivers the ticks after this one, as {@link Journal#replay} does. */
    public void replay(long afterTick, ReplayHandler handler) throws IOException {
        requireNonNull(handler, "handler");
        if (segments > 0) {
            new JournalReplay(storage, closed, last, tail.end()).run(afterTick, handler);
        }
    }

    /**
     * Reads all records.
     *
     * @throws JournalCorruptException at the first that is damaged, or does not follow
     */
    public Contents readAll() throws IOException {
        Counter counter = new Counter(String.valueOf(storage), precedingTick());
        replay(precedingTick(), counter);
        long bytes = tail.end();
        for (ClosedSegment segment : closed) {
            bytes += segment.bytes();
            refuseStray(segment.header(), segment.bytes());
        }
        if (segments > 0) {
            refuseStray(last, tail.end());
        }
        return new Contents(
                segments,
                counter.records,
                counter.lastTick > precedingTick() ? precedingTick() + 1 : 0,
                counter.lastTick,
                segments == 0 ? 0 : bytes,
                tail.cut() == null ? 0 : tail.cut().bytes());
    }

    /** The bytes between frames are under no checksum; whoever wrote them wrote zeros. */
    private void refuseStray(SegmentHeader header, long end) throws IOException {
        try (SegmentFile file = storage.openForRead(header.fileName())) {
            SegmentWindow window = new SegmentWindow(file, end);
            for (long at = SegmentHeader.BYTES; end - at >= FrameHeader.BYTES; ) {
                FrameHeader frame = FrameHeader.decode(window.view(at, FrameHeader.BYTES), 0);
                if (frame == null) {
                    return;
                }
                long payloadEnd = at + FrameHeader.BYTES + frame.length();
                at += frame.frameBytes();
                if (!window.isZero(payloadEnd, at)) {
                    throw new JournalCorruptException(
                            header.fileName(), payloadEnd, "something stands between two records");
                }
            }
        }
    }

    /** Counts records, and sees that ticks follow each other. */
    private static final class Counter implements ReplayHandler {
        private final String journal;
        private long records;
        private long lastTick;

        Counter(String journal, long precedingTick) {
            this.journal = journal;
            this.lastTick = precedingTick;
        }

        @Override
        public void record(long tick, ByteBuffer payload) {
            records++;
        }

        @Override
        public void seal(Seal seal) {
            if (seal.tick() != lastTick + 1) {
                throw new JournalCorruptException(
                        journal, 0, "tick " + seal.tick() + " follows tick " + lastTick);
            }
            lastTick = seal.tick();
        }
    }
}
