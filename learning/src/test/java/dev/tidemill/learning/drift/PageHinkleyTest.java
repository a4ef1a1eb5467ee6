package dev.tidemill.learning.drift;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import org.junit.jupiter.api.Test;

class PageHinkleyTest {
    @Test
    void seesTheMeanRise() {
        PageHinkley test = new PageHinkley();
        SplitMix random = new SplitMix(6);
        for (int i = 0; i < 2000; i++) {
            assertFalse(test.add(random.gaussian() * 0.1), "number " + i);
        }
        int after = 0;
        while (!test.add(1 + random.gaussian() * 0.1)) {
            after++;
        }

        // Each number adds about 1, a little less as the mean follows and some is forgotten.
        assertTrue(after >= 50 && after < 60, "after " + after);
        assertEquals(0, test.width());
    }

    @Test
    void doesNotMindTheMeanFall() {
        PageHinkley test = new PageHinkley();
        for (int i = 0; i < 50_000; i++) {
            assertFalse(test.add(i < 1000 ? 1 : 0), "number " + i);
        }
    }

    @Test
    void goesOnWhereItWasWritten() {
        PageHinkley test = new PageHinkley(10, 0.01, 5, 0.99);
        SplitMix random = new SplitMix(1);
        for (int i = 0; i < 123; i++) {
            test.add(random.uniform());
        }
        PageHinkley read = PageHinkley.read(new ModelReader(bytes(test)));

        for (int i = 0; i < 500; i++) {
            double value = i / 100.0 + random.uniform();
            assertEquals(test.add(value), read.add(value));
        }
        assertArrayEquals(bytes(test), bytes(read));
    }

    private static byte[] bytes(PageHinkley test) {
        ModelWriter out = new ModelWriter();
        test.write(out);
        return out.bytes();
    }
}
