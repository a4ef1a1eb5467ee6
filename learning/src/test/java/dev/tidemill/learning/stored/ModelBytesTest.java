package dev.tidemill.learning.stored;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import org.junit.jupiter.api.Test;

class ModelBytesTest {
    @Test
    void readsWhatWasWritten() {
        double[] sparse = new double[1000];
        sparse[7] = -0.0;
        sparse[999] = Double.NaN;
        double[] dense = {1, 2, Double.NEGATIVE_INFINITY};
        ModelWriter out = new ModelWriter();
        out.flag(true).number(-5).number(1L << 40).number(0.1).text("größe");
        out.numbers(sparse).numbers(dense).numbers(new int[] {3, -3}).numbers(new long[] {9});

        byte[] bytes = out.bytes();
        ModelReader in = new ModelReader(bytes);

        assertTrue(bytes.length < 200);
        assertTrue(in.flag());
        assertEquals(-5, in.integer());
        assertEquals(1L << 40, in.whole());
        assertEquals(0.1, in.real());
        assertEquals("größe", in.text());
        assertArrayEquals(sparse, in.reals());
        assertArrayEquals(dense, in.reals(3));
        assertArrayEquals(new int[] {3, -3}, in.integers());
        assertArrayEquals(new long[] {9}, in.wholes());
        in.end();
    }

    @Test
    void refusesALengthThatItsBytesCannotHave() {
        byte[] bytes = new ModelWriter().number(Integer.MAX_VALUE).number(0L).bytes();

        assertCorrupt(() -> new ModelReader(bytes).text());
        assertCorrupt(() -> new ModelReader(bytes).reals());
        assertCorrupt(() -> new ModelReader(bytes).integers());
        assertCorrupt(() -> new ModelReader(bytes).end());
        assertCorrupt(() -> new ModelReader(new byte[3]).integer());
    }

    private static void assertCorrupt(Runnable reading) {
        TidemillException refused = assertThrows(TidemillException.class, reading::run);
        assertEquals(ErrorCode.MODEL_CORRUPT, refused.errorCode());
    }
}
