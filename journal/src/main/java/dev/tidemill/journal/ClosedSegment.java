package dev.tidemill.journal;

/** A segment that is followed by another one. */
record ClosedSegment(SegmentHeader header, long lastTick, long bytes) {
    String fileName() {
        return header.fileName();
    }
}
