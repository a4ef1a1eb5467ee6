package dev.tidemill.learning.drift;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import org.junit.jupiter.api.Test;

class ErrorRiseTest {
    /** How often a rise is told while errors of this part come. */
    private static int rises(ErrorRise errors, SplitMix random, double part, int rows) {
        int rises = 0;
        for (int i = 0; i < rows; i++) {
            rises += errors.addWrong(random.uniform() < part) ? 1 : 0;
        }
        return rises;
    }

    @Test
    void tellsARiseAndNoFall() {
        ErrorRise errors = new ErrorRise();
        SplitMix random = new SplitMix(3);
        assertEquals(0, rises(errors, random, 0.4, 2_000));
        assertEquals(0, rises(errors, random, 0.1, 2_000), "it has learnt");
        assertTrue(rises(errors, random, 0.5, 500) > 0, "what it learnt is not so any more");
        assertEquals(0.5, errors.mean(), 0.1);
    }

    @Test
    void numbersOfAnySizeAreTakenByTheirFirstErrors() {
        for (double unit : new double[] {1e-6, 1, 1e9}) {
            ErrorRise errors = new ErrorRise();
            SplitMix random = new SplitMix(4);
            boolean rose = false;
            for (int i = 0; i < 2_000; i++) {
                rose |= errors.addOff(unit * random.uniform());
            }
            assertFalse(rose, "unit " + unit);
            for (int i = 0; i < 500; i++) {
                rose |= errors.addOff(4 * unit * random.uniform());
            }
            assertTrue(rose, "unit " + unit);
        }
    }

    @Test
    void aModelThatWasNeverOffIsSeenToBe() {
        ErrorRise errors = new ErrorRise();
        boolean rose = false;
        for (int i = 0; i < 600; i++) {
            rose |= errors.addOff(0);
        }
        assertFalse(rose);
        for (int i = 0; i < 200; i++) {
            rose |= errors.addOff(0.1);
        }
        assertTrue(rose);
    }

    @Test
    void comesBackFromItsBytes() {
        ErrorRise errors = new ErrorRise();
        int ignored = rises(errors, new SplitMix(5), 0.3, 777);
        ErrorRise read = ErrorRise.read(new ModelReader(bytes(errors)));
        assertArrayEquals(bytes(errors), bytes(read));
    }

    private static byte[] bytes(ErrorRise errors) {
        ModelWriter out = new ModelWriter();
        errors.write(out);
        return out.bytes();
    }
}
