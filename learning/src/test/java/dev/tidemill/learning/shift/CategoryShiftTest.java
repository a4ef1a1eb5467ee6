package dev.tidemill.learning.shift;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.learning.feature.CategoryHash;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;
import org.junit.jupiter.api.Test;

class CategoryShiftTest {
    private static CategoryWindow window(String... values) {
        CategoryWindow window = new CategoryWindow(values.length);
        for (String value : values) {
            window.add(value.isEmpty() ? CategoryHash.MISSING : CategoryHash.of(value));
        }
        return window;
    }

    private static double index(CategoryWindow reference, CategoryWindow now) {
        return CategoryShift.stabilityIndex(reference.sorted(), now.sorted());
    }

    private static double term(double p, double q) {
        double before = Math.max(1e-4, p);
        double now = Math.max(1e-4, q);
        return (now - before) * Math.log(now / before);
    }

    @Test
    void isTheSumOverValuesTheRestAndMissingOnes() {
        CategoryWindow reference = window("a", "a", "b", "");
        CategoryWindow now = window("a", "b", "b", "c");
        double expected = term(0.5, 0.25) + term(0.25, 0.5) + term(0, 0.25) + term(0.25, 0);
        assertEquals(expected, index(reference, now), 1e-12);
        assertEquals(0, index(reference, reference));
    }

    @Test
    void valuesBeyondTheMostFrequentCountTogether() {
        String[] before = new String[200];
        String[] after = new String[200];
        for (int i = 0; i < 200; i++) {
            before[i] = i < 180 ? "often " + i % 9 : "once " + i;
            after[i] = i < 180 ? "often " + i % 9 : "another " + i;
        }
        assertEquals(0, index(window(before), window(after)), 1e-12);
    }

    @Test
    void withoutValuesThereIsNone() {
        assertTrue(Double.isNaN(CategoryShift.stabilityIndex(new long[0], new long[] {1})));
    }

    @Test
    void windowsKeepTheNewestAndComeBackFromTheirBytes() {
        CategoryWindow categories = new CategoryWindow(2);
        FlagWindow flags = new FlagWindow(3);
        assertTrue(Double.isNaN(flags.share()));
        for (long i = 1; i <= 5; i++) {
            categories.add(i);
            flags.add(i % 2 == 0);
        }
        assertArrayEquals(new long[] {4, 5}, categories.sorted());
        assertEquals(1 / 3.0, flags.share(), 1e-12);
        assertArrayEquals(
                bytes(categories), bytes(CategoryWindow.read(new ModelReader(bytes(categories)))));
        FlagWindow read = FlagWindow.read(new ModelReader(bytes(flags)));
        assertArrayEquals(bytes(flags), bytes(read));
        read.add(true);
        assertEquals(1, (read.share() * 3) / 2, 1e-12, "the oldest of three left");
    }

    private static byte[] bytes(Stored stored) {
        ModelWriter out = new ModelWriter();
        stored.write(out);
        return out.bytes();
    }
}
