package dev.tidemill.journal;

import dev.tidemill.journal.io.SegmentFile;
import dev.tidemill.journal.io.SegmentStorage;
import java.io.IOException;
import java.util.List;

/**
 * One pass over the sealed ticks, with its own file handles so that interrupting the reader cannot
 * close the writer's.
 */
record JournalReplay(
        SegmentStorage storage, List<ClosedSegment> closed, SegmentHeader last, long lastEnd) {

    void run(long afterTick, ReplayHandler handler) throws IOException {
        refuseDropped(afterTick);
        for (int i = 0; i < closed.size(); i++) {
            ClosedSegment segment = closed.get(i);
            if (segment.lastTick() > afterTick) {
                SegmentHeader next = i + 1 < closed.size() ? closed.get(i + 1).header() : last;
                long end = play(segment.header(), segment.bytes(), afterTick, handler);
                refuseGap(end, next);
            }
        }
        play(last, lastEnd, afterTick, handler);
    }

    private void refuseDropped(long afterTick) {
        SegmentHeader oldest = closed.isEmpty() ? last : closed.getFirst().header();
        if (oldest.precedingTick() > afterTick) {
            throw new JournalCorruptException(
                    oldest.fileName(),
                    0,
                    "ticks %d to %d are wanted and no longer in the journal"
                            .formatted(afterTick + 1, oldest.precedingTick()));
        }
    }

    private static void refuseGap(long nextSequence, SegmentHeader next) {
        if (next.firstSequence() != nextSequence) {
            throw new JournalCorruptException(
                    next.fileName(),
                    0,
                    "it starts with record %d, the one before it ended at %d"
                            .formatted(next.firstSequence(), nextSequence - 1));
        }
    }

    /** Returns the sequence number that must follow the segment. */
    private long play(SegmentHeader header, long limit, long afterTick, ReplayHandler handler)
            throws IOException {
        try (SegmentFile file = storage.openForRead(header.fileName())) {
            var cursor = new SegmentCursor(file, header, Math.min(limit, file.size()));
            while (true) {
                switch (cursor.next(afterTick)) {
                    case Step.Frame frame -> deliver(frame, afterTick, handler);
                    case Step.End end -> {
                        refuseUnsealed(header, cursor, end);
                        return cursor.sequence();
                    }
                    case Step.Damage damage ->
                            throw new JournalCorruptException(
                                    header.fileName(), damage.position(), damage.reason());
                }
            }
        }
    }

    private static void refuseUnsealed(SegmentHeader header, SegmentCursor cursor, Step.End end) {
        if (cursor.insideTick()) {
            throw new JournalCorruptException(
                    header.fileName(), end.position(), "the segment ends inside a tick");
        }
    }

    private static void deliver(Step.Frame frame, long afterTick, ReplayHandler handler) {
        FrameHeader header = frame.header();
        if (header.tick() <= afterTick) {
            return;
        }
        switch (header.type()) {
            case DATA -> handler.record(header.tick(), frame.payload());
            case SEAL -> handler.seal(SealFrame.decode(header.tick(), frame.payload()));
        }
    }
}
