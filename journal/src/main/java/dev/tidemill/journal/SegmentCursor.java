package dev.tidemill.journal;

import dev.tidemill.journal.io.SegmentFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks a segment's frames in order. Owned by one thread.
 *
 * <p>Invariants: {@code position} is where the next frame starts, {@code sequence} the number it
 * must have; a frame's tick is above every sealed one and the same until its seal.
 */
final class SegmentCursor {
    private final SegmentWindow window;
    private long position = SegmentHeader.BYTES;
    private long sequence;
    private long sealedTick;
    private long openTick;

    /** Walks the file's first {@code limit} bytes. */
    SegmentCursor(SegmentFile file, SegmentHeader header, long limit) {
        this.window = new SegmentWindow(file, limit);
        this.sequence = header.firstSequence();
        this.sealedTick = header.precedingTick();
    }

    SegmentWindow window() {
        return window;
    }

    /** The number the next frame must have. */
    long sequence() {
        return sequence;
    }

    /** The tick of the last seal passed. */
    long sealedTick() {
        return sealedTick;
    }

    /** Whether records stand before the position whose seal was not passed. */
    boolean insideTick() {
        return openTick != 0;
    }

    /** The next frame, passing over the payloads of ticks up to this one without reading them. */
    Step next(long skipThroughTick) throws IOException {
        while (true) {
            FrameHeader skipped = skippable(skipThroughTick);
            if (skipped == null) {
                return next();
            }
            advance(skipped);
        }
    }

    Step next() throws IOException {
        if (position == window.size()) {
            return new Step.End(position);
        }
        Step step = read();
        if (step instanceof Step.Frame frame) {
            advance(frame.header());
        }
        return step;
    }

    private Step read() throws IOException {
        long left = window.size() - position;
        if (left < FrameHeader.BYTES) {
            return window.isZero(position, window.size())
                    ? new Step.End(position)
                    : new Step.Damage(position, "a frame's header is cut off");
        }
        FrameHeader header = FrameHeader.decode(window.view(position, FrameHeader.BYTES), 0);
        if (header == null) {
            return window.isZero(position, window.size())
                    ? new Step.End(position)
                    : new Step.Damage(position, "no frame starts here");
        }
        if (header.frameBytes() > left) {
            return new Step.Damage(position, "a frame reaches past the end of the file");
        }
        ByteBuffer payload = window.copy(position + FrameHeader.BYTES, header.length());
        if (!header.checks(window.view(position, FrameHeader.BYTES), 0, payload)) {
            return new Step.Damage(position, "a frame's checksum is wrong");
        }
        if (!follows(header)) {
            return new Step.Damage(
                    position,
                    "record %d of tick %d where record %d after tick %d should be"
                            .formatted(header.sequence(), header.tick(), sequence, sealedTick));
        }
        return new Step.Frame(position, header, payload);
    }

    private @Nullable FrameHeader skippable(long throughTick) throws IOException {
        if (window.size() - position < FrameHeader.BYTES) {
            return null;
        }
        FrameHeader header = FrameHeader.decode(window.view(position, FrameHeader.BYTES), 0);
        boolean skip =
                header != null
                        && header.tick() <= throughTick
                        && header.frameBytes() <= window.size() - position
                        && follows(header);
        return skip ? header : null;
    }

    private boolean follows(FrameHeader header) {
        boolean seal = header.type() == FrameType.SEAL;
        return header.sequence() == sequence
                && (openTick == 0 ? header.tick() > sealedTick : header.tick() == openTick)
                && !(seal && header.length() < SealFrame.FIXED_BYTES);
    }

    private void advance(FrameHeader header) {
        position += header.frameBytes();
        sequence++;
        switch (header.type()) {
            case DATA -> openTick = header.tick();
            case SEAL -> {
                sealedTick = header.tick();
                openTick = 0;
            }
        }
    }
}
