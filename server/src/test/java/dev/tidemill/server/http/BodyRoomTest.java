package dev.tidemill.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A body has room for what has come of it, and for no more. */
class BodyRoomTest {
    private static final int ROOM = 1 << 20;

    private static BodyRoom.Share body(BodyRoom room, int bytes) {
        return room.share(new ByteArrayInputStream(new byte[bytes]));
    }

    @Test
    void takesRoomAsBytesComeAndGivesItBackBehindAChunk() throws IOException {
        BodyRoom room = new BodyRoom(ROOM, 10);
        try (BodyRoom.Share body = body(room, 10_000)) {
            assertEquals(ROOM, room.freeBytes(), "a connection alone takes none");
            assertEquals(10_000, body.readNBytes(20_000).length);
            long taken = ROOM - room.freeBytes();
            assertTrue(
                    taken >= 10_000 * BodyRoom.COPIES
                            && taken <= 10_000 * BodyRoom.COPIES + 2 * BodyRoom.PIECE_BYTES,
                    "taken " + taken);
            body.leaveChunk();
            assertEquals(ROOM, room.freeBytes());
        }
        assertEquals(ROOM, room.freeBytes());
    }

    @Test
    void refusesWhoFindsNoneAndLetsTheOthersGoOn() throws IOException {
        BodyRoom room = new BodyRoom(ROOM, 10);
        try (BodyRoom.Share large = body(room, ROOM)) {
            byte[] read = large.readNBytes(ROOM);
            assertEquals(ROOM, read.length, "larger than the room, it has all of it");
            assertEquals(0, room.freeBytes());
            try (BodyRoom.Share other = body(room, 10)) {
                TidemillException refused =
                        assertThrows(TidemillException.class, () -> other.readNBytes(10));
                assertEquals(ErrorCode.BACKPRESSURE, refused.errorCode());
            }
            large.leaveChunk();
            try (BodyRoom.Share other = body(room, 10)) {
                assertEquals(10, other.readNBytes(10).length);
            }
        }
        assertEquals(ROOM, room.freeBytes());
    }
}
