package dev.tidemill.engine.state.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WritePaceTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    @Test
    void restsInProportionToTheWork() {
        assertEquals(10 * MILLI, WritePace.share(0.5).restNanos(10 * MILLI));
        assertEquals(30 * MILLI, WritePace.share(0.25).restNanos(10 * MILLI));
        assertEquals(0, WritePace.full().restNanos(10 * MILLI));
    }

    @Test
    void restsForABoundedTime() {
        assertEquals(100 * MILLI, WritePace.share(0.5).restNanos(TimeUnit.HOURS.toNanos(1)));
    }

    @Test
    void waitsAboutAsLongAsItSays() {
        long started = System.nanoTime();
        WritePace.share(0.5).rest(20 * MILLI);
        assertTrue(System.nanoTime() - started >= 20 * MILLI);
    }

    @Test
    void doesNotRestWhenSomebodyWaits() throws InterruptedException {
        WritePace pace = WritePace.share(0.001);
        Thread resting = Thread.ofPlatform().start(() -> pace.rest(TimeUnit.HOURS.toNanos(1)));
        pace.hurry();
        resting.join(5_000);
        assertTrue(!resting.isAlive());
        pace.rest(TimeUnit.HOURS.toNanos(1));
    }

    @Test
    void refusesWhatIsNoShare() {
        assertThrows(IllegalArgumentException.class, () -> WritePace.share(0));
        assertThrows(IllegalArgumentException.class, () -> WritePace.share(1.5));
    }
}
