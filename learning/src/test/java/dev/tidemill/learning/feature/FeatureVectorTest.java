package dev.tidemill.learning.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FeatureVectorTest {
    private static final FeatureSpace SPACE =
            new FeatureSpace(
                    List.of("distance"),
                    List.of("origin", "destination"),
                    List.of(new Cross(0, 1)),
                    16);

    @Test
    void lacksAllFeaturesAtFirst() {
        FeatureVector row = new FeatureVector(SPACE);

        assertFalse(row.hasNumber(0));
        assertFalse(row.hasCategory(0));
        assertEquals(-1, row.slot(0));
        assertEquals(-1, row.slot(2));
    }

    @Test
    void refusesANumberThatIsNoneAndStaysAsItWas() {
        FeatureVector row = new FeatureVector(SPACE).number(0, 7);
        for (double wrong : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 1e101}) {
            TidemillException refused =
                    assertThrows(TidemillException.class, () -> row.number(0, wrong));

            assertEquals(ErrorCode.UNLEARNABLE, refused.errorCode());
            assertTrue(refused.message().contains("\"distance\""));
            assertEquals(7, row.number(0));
        }
    }

    @Test
    void tellsNullFromTheEmptyText() {
        FeatureVector row = new FeatureVector(SPACE).category(0, "");
        assertTrue(row.hasCategory(0));

        row.category(0, null);
        assertFalse(row.hasCategory(0));
    }

    @Test
    void givesTheSameValueOfTwoFeaturesTwoSlots() {
        FeatureVector row = new FeatureVector(SPACE).category(0, "ORD").category(1, "ORD");

        assertEquals(row.category(0), row.category(1));
        assertNotEquals(row.slot(0), row.slot(1));
    }

    @Test
    void crossesInOrder() {
        FeatureVector there = new FeatureVector(SPACE).category(0, "ORD").category(1, "LAX");
        FeatureVector back = new FeatureVector(SPACE).category(0, "LAX").category(1, "ORD");

        assertNotEquals(there.slot(2), back.slot(2));
        assertEquals(-1, there.missingCategory(1).slot(2));
    }

    @Test
    void spreadsValuesOverTheSlots() {
        FeatureVector row = new FeatureVector(SPACE);
        Set<Integer> slots = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            slots.add(row.category(0, "airport" + i).slot(0));
        }

        // About 1000² / 2^17 = 7.6 pairs share one.
        assertTrue(slots.size() > 975, "slots " + slots.size());
        assertTrue(slots.stream().allMatch(slot -> slot >= 0 && slot < 1 << 16));
    }

    /** Models keep hashes, so these may never change. */
    @Test
    void hashesAsItAlwaysDid() {
        FeatureVector row = new FeatureVector(SPACE).category(0, "ORD");
        long text = row.category(0);
        long number = row.category(0, 12_345).category(0);

        assertEquals(0xc40a9496df6cd134L, text);
        assertEquals(0xb7db4eeab4fda617L, number);
    }

    @Test
    void comesBackFromItsBytes() {
        FeatureVector row = new FeatureVector(SPACE).number(0, 3.5).category(1, "LAX");
        ModelWriter out = new ModelWriter();
        SPACE.write(out);
        row.write(out);

        ModelReader in = new ModelReader(out.bytes());
        FeatureSpace space = FeatureSpace.read(in);
        FeatureVector read = FeatureVector.read(space, in);

        assertEquals(SPACE, space);
        assertEquals(3.5, read.number(0));
        assertFalse(read.hasCategory(0));
        assertEquals(row.category(1), read.category(1));
    }

    @Test
    void refusesASpaceThatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> FeatureSpace.of(List.of(), List.of()));
        assertThrows(
                IllegalArgumentException.class, () -> FeatureSpace.of(List.of("a"), List.of("a")));
        assertThrows(
                IllegalArgumentException.class,
                () -> new FeatureSpace(List.of(), List.of("a"), List.of(new Cross(0, 1)), 16));
    }
}
