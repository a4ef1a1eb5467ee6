package dev.tidemill.node.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows and deletions before state that is full. */
class StateRoomTest {
    private final StateRoom room = new StateRoom();

    @Test
    void takesDeletionsUnlessOldPagesFillTheHeap() {
        assertTrue(room.isThere() && room.takesDeletions());
        room.fill("state takes 9 bytes");
        assertFalse(room.isThere());
        assertTrue(room.takesDeletions());
        assertEquals(ErrorCode.STATE_FULL, room.refusal().errorCode());
        room.fillWithOldPages("with old pages 20 bytes");
        assertFalse(room.isThere() || room.takesDeletions());
        room.fill("state takes 9 bytes");
        assertTrue(room.takesDeletions());
        room.fillWithOldPages("with old pages 20 bytes");
        room.open();
        assertTrue(room.isThere() && room.takesDeletions());
    }

    @Test
    @Timeout(30)
    void letsGoOfWhoWaitsWhenThereIsRoomOrTheMillCloses() throws InterruptedException {
        for (Runnable end : new Runnable[] {room::open, room::close}) {
            room.fill("state takes 9 bytes");
            Thread waiting =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            room.await();
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    });
            Thread.sleep(20);
            assertTrue(waiting.isAlive());
            end.run();
            waiting.join();
        }
    }
}
