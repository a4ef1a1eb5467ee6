package dev.tidemill.journal;

import java.nio.ByteBuffer;

/** What stands at a place of a segment. */
sealed interface Step {

    /** A good frame; its payload is the receiver's to keep. */
    record Frame(long position, FrameHeader header, ByteBuffer payload) implements Step {
        long end() {
            return position + header.frameBytes();
        }
    }

    /** Nothing follows: the file ends here, or only zeros written ahead do. */
    record End(long position) implements Step {}

    /** Something stands here that is no good frame. */
    record Damage(long position, String reason) implements Step {}
}
