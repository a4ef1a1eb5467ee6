package dev.tidemill.journal;

import org.jspecify.annotations.Nullable;

/** What a frame holds; the codes are on disk. */
enum FrameType {
    DATA((byte) 1),
    SEAL((byte) 2);

    private final byte code;

    FrameType(byte code) {
        this.code = code;
    }

    byte code() {
        return code;
    }

    static @Nullable FrameType ofCode(byte code) {
        return switch (code) {
            case 1 -> DATA;
            case 2 -> SEAL;
            default -> null;
        };
    }
}
