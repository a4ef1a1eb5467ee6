package dev.tidemill.journal;

import static java.util.Objects.requireNonNull;

import dev.tidemill.journal.io.SegmentFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the acknowledged part of the last segment ends, and tells a tail that was being
 * written when the process died from damage to what was acknowledged.
 *
 * <p>A commit is written only after the one before it is durable, so a crash can spoil only the
 * last one. Damage with no good seal behind it is therefore a torn tail and is cut. Damage with a
 * good seal behind it is corruption, with one exception: a power loss may have kept the seal's
 * sector and lost one before it. Then the damage lies inside the commit of the very last seal, and
 * a whole sector of it is still the zeros that were there before.
 */
final class TailInspection {
    private static final int SECTOR_BYTES = 512;

    private final String file;
    private final SegmentCursor cursor;
    private final SegmentWindow window;

    private long goodEnd = SegmentHeader.BYTES;
    private long goodSequence;

    private TailInspection(String file, SegmentFile segment, SegmentHeader header)
            throws IOException {
        this.file = requireNonNull(file, "file");
        this.cursor = new SegmentCursor(segment, header, segment.size());
        this.window = cursor.window();
        this.goodSequence = header.firstSequence() - 1;
    }

    /** The last segment up to its last seal, and what has to be cut behind it. */
    record Tail(long end, long lastTick, long lastSequence, @Nullable TailCut cut) {}

    static Tail inspect(String file, SegmentFile segment, SegmentHeader header) throws IOException {
        return new TailInspection(file, segment, header).run();
    }

    private Tail run() throws IOException {
        while (true) {
            switch (cursor.next()) {
                case Step.Frame frame -> pass(frame);
                case Step.End end -> {
                    return tail(end.position(), "records whose tick was not sealed");
                }
                case Step.Damage damage -> {
                    refuseUnlessTorn(damage);
                    return tail(window.size(), damage.reason());
                }
            }
        }
    }

    private void pass(Step.Frame frame) {
        if (frame.header().type() == FrameType.SEAL) {
            goodEnd = frame.end();
            goodSequence = frame.header().sequence();
        }
    }

    private Tail tail(long end, String reason) {
        TailCut cut = end == goodEnd ? null : new TailCut(file, goodEnd, end - goodEnd, reason);
        return new Tail(goodEnd, cursor.sealedTick(), goodSequence, cut);
    }

    private void refuseUnlessTorn(Step.Damage damage) throws IOException {
        long damageEnd = -1;
        long at = FrameHeader.align(damage.position() + 1);
        FoundSeal seal = null;
        while (window.size() - at >= FrameHeader.BYTES) {
            Step.Frame frame = laterFrameAt(at);
            if (frame == null) {
                at += FrameHeader.align(1);
                continue;
            }
            damageEnd = damageEnd < 0 ? at : damageEnd;
            if (frame.header().type() == FrameType.SEAL) {
                if (seal != null) {
                    throw corrupt(damage);
                }
                seal = new FoundSeal(SealFrame.firstSequence(frame.payload()));
            }
            at = frame.end();
        }
        if (seal != null && !(seal.opensAt(goodSequence + 1) && hasZeroSector(damage, damageEnd))) {
            throw corrupt(damage);
        }
    }

    private record FoundSeal(long firstSequence) {
        boolean opensAt(long sequence) {
            return firstSequence == sequence;
        }
    }

    private JournalCorruptException corrupt(Step.Damage damage) {
        return new JournalCorruptException(
                file, damage.position(), damage.reason() + ", and sealed ticks follow it");
    }

    private Step.@Nullable Frame laterFrameAt(long at) throws IOException {
        FrameHeader header = FrameHeader.decode(window.view(at, FrameHeader.BYTES), 0);
        if (header == null || !plausible(header, window.size() - at)) {
            return null;
        }
        ByteBuffer payload = window.copy(at + FrameHeader.BYTES, header.length());
        boolean good = header.checks(window.view(at, FrameHeader.BYTES), 0, payload);
        return good ? new Step.Frame(at, header, payload) : null;
    }

    private boolean plausible(FrameHeader header, long left) {
        long ahead = header.sequence() - cursor.sequence();
        boolean shortSeal =
                header.type() == FrameType.SEAL && header.length() < SealFrame.FIXED_BYTES;
        return ahead >= 0
                && ahead <= window.size() / FrameHeader.BYTES
                && header.frameBytes() <= left
                && !shortSeal;
    }

    private boolean hasZeroSector(Step.Damage damage, long damageEnd) throws IOException {
        long sector = damage.position() / SECTOR_BYTES * SECTOR_BYTES;
        // The sector that holds the start of the next good frame was written, so it does not count.
        for (; sector + SECTOR_BYTES <= damageEnd; sector += SECTOR_BYTES) {
            if (window.isZero(Math.max(sector, damage.position()), sector + SECTOR_BYTES)) {
                return true;
            }
        }
        return false;
    }
}
