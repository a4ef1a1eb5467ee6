package dev.tidemill.learning.drift;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class AdwinTest {
    private static final double DELTA = Adwin.DELTA_DEFAULT;

    /**
     * The window's mean and variance are those of its numbers; it is cut only where the plain
     * window would be; and when it is left as it is, none of its own borders has parts that differ.
     */
    @Test
    void cutsWhereAWindowThatKeepsAllNumbersWould() {
        int cuts = 0;
        for (long seed = 1; seed <= 12; seed++) {
            SplitMix random = new SplitMix(seed);
            Adwin adwin = new Adwin();
            PlainWindow plain = new PlainWindow();
            double mean = 0.5;
            for (int i = 1; i <= 1500; i++) {
                mean = random.uniform() < 0.003 ? random.uniform() : mean;
                double value = seed % 2 == 0 ? random.uniform() * mean : bit(random, mean);
                plain.add(value);
                boolean changed = adwin.add(value);
                String where = "seed %d, number %d".formatted(seed, i);
                if (changed) {
                    cuts++;
                    assertTrue(plain.differsAnywhere(DELTA), where);
                    plain.keepLast(adwin.width());
                }
                if (i % Adwin.CLOCK_DEFAULT == 0) {
                    assertSame(plain, adwin, where);
                }
            }
        }
        assertTrue(cuts > 10, "cuts " + cuts);
    }

    private static double bit(SplitMix random, double chance) {
        return random.uniform() < chance ? 1 : 0;
    }

    private static void assertSame(PlainWindow plain, Adwin adwin, String where) {
        assertEquals(plain.size(), adwin.width(), where);
        assertEquals(plain.mean(), adwin.mean(), 1e-9, where);
        assertEquals(plain.variance(), adwin.variance(), 1e-9, where);
        int older = 0;
        for (long bucket : adwin.buckets()) {
            older += (int) bucket;
            if (older >= Adwin.PART_MIN && plain.size() - older >= Adwin.PART_MIN) {
                assertFalse(plain.differsAt(older, DELTA), where);
            }
        }
    }

    @Test
    void keepsAWindowOfAMillionInFewBuckets() {
        SplitMix random = new SplitMix(4);
        Adwin adwin = new Adwin();
        for (int i = 0; i < 1_000_000; i++) {
            adwin.add(bit(random, 0.2));
        }

        assertTrue(adwin.buckets().length <= Adwin.BUCKETS_MAX * 20);
        assertTrue(adwin.width() > 500_000);
        assertEquals(0.2, adwin.mean(), 0.002);
    }

    @Test
    void seldomCutsWhatDoesNotChange() {
        int cuts = 0;
        for (long seed = 0; seed < 20; seed++) {
            cuts += changes(new Adwin(), new SplitMix(seed), at -> 0.3, 10_000);
        }

        assertTrue(cuts <= 4, "cuts " + cuts);
    }

    @Test
    void forgetsWhatWasBeforeAJump() {
        Adwin adwin = new Adwin();
        int cuts = changes(adwin, new SplitMix(8), at -> at < 5000 ? 0.2 : 0.6, 6000);

        assertTrue(cuts > 0);
        assertEquals(0.6, adwin.mean(), 0.05);
        assertTrue(adwin.width() < 1500, "width " + adwin.width());
    }

    private static int changes(Adwin adwin, SplitMix random, DoubleUnaryOperator mean, int count) {
        int changes = 0;
        for (int i = 0; i < count; i++) {
            changes += adwin.add(bit(random, mean.applyAsDouble(i))) ? 1 : 0;
        }
        return changes;
    }

    @Test
    void goesOnWhereItWasWritten() {
        SplitMix random = new SplitMix(2);
        Adwin adwin = new Adwin(0.01, 7);
        changes(adwin, random, at -> at < 400 ? 0.1 : 0.8, 777);
        Adwin read = Adwin.read(new ModelReader(bytes(adwin)));

        for (int i = 0; i < 500; i++) {
            double value = bit(random, 0.3);
            assertEquals(adwin.add(value), read.add(value));
        }
        assertArrayEquals(bytes(adwin), bytes(read));
    }

    @Test
    void refusesBytesWhoseBucketsDoNotAddUp() {
        Adwin adwin = new Adwin();
        adwin.add(1);
        byte[] bytes = bytes(adwin);
        // The width is 32 bytes before the end.
        bytes[bytes.length - 25]++;

        assertThrows(TidemillException.class, () -> Adwin.read(new ModelReader(bytes)));
    }

    private static byte[] bytes(Adwin adwin) {
        ModelWriter out = new ModelWriter();
        adwin.write(out);
        return out.bytes();
    }
}
