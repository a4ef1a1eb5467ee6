package dev.tidemill.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The frames of one tick, ready to be written in one gather. */
record Commit(long tick, long firstSequence, long lastSequence, long bytes, ByteBuffer[] frames) {

    static Commit encode(
            List<JournalRecord> records, Seal seal, long firstSequence, int maxRecordBytes) {
        JournalRecord sealPayload = SealFrame.encode(seal, firstSequence);
        int count = records.size() + 1;
        ByteBuffer headers = ByteBuffer.allocateDirect(count * FrameHeader.BYTES);
        List<ByteBuffer> frames = new ArrayList<>(count * 3);
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            boolean last = i == records.size();
            JournalRecord payload = last ? sealPayload : records.get(i);
            checkSize(payload, maxRecordBytes);
            FrameHeader.encode(
                    headers,
                    last ? FrameType.SEAL : FrameType.DATA,
                    firstSequence + i,
                    seal.tick(),
                    payload);
            bytes +=
                    addFrame(
                            frames,
                            headers.slice(i * FrameHeader.BYTES, FrameHeader.BYTES),
                            payload);
        }
        return new Commit(
                seal.tick(),
                firstSequence,
                firstSequence + records.size(),
                bytes,
                frames.toArray(ByteBuffer[]::new));
    }

    private static void checkSize(JournalRecord payload, int maxRecordBytes) {
        if (payload.bytes() > maxRecordBytes) {
            throw new IllegalArgumentException(
                    "a record of %d bytes, the journal takes %d"
                            .formatted(payload.bytes(), maxRecordBytes));
        }
    }

    private static long addFrame(
            List<ByteBuffer> frames, ByteBuffer header, JournalRecord payload) {
        frames.add(header);
        for (ByteBuffer part : payload.parts()) {
            frames.add(part.duplicate());
        }
        long unaligned = FrameHeader.BYTES + payload.bytes();
        int padding = (int) (FrameHeader.align(unaligned) - unaligned);
        if (padding > 0) {
            frames.add(ByteBuffer.allocate(padding));
        }
        return unaligned + padding;
    }
}
