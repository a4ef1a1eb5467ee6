package dev.tidemill.node.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyShareTest {
    private static double of(String predictor, String... key) {
        return KeyShare.percent(predictor, new RowKey(List.of(key)));
    }

    @Test
    void spreadsKeysEvenly() {
        int[] tenths = new int[10];
        int both = 0;
        for (int i = 0; i < 20_000; i++) {
            double point = of("buys", Integer.toString(i));
            tenths[(int) (point / 10)]++;
            both += point < 10 && of("late", Integer.toString(i)) < 10 ? 1 : 0;
        }
        for (int tenth : tenths) {
            assertEquals(2_000, tenth, 200);
        }
        assertTrue(both > 120 && both < 280, both + " of about 200 are of both predictors' tenth");
    }

    @Test
    void isTheSameForEver() {
        assertEquals(of("buys", "7"), of("buys", "7"));
        assertNotEquals(of("buys", "ab", "c"), of("buys", "a", "bc"));
        assertNotEquals(of("buys", "7"), of("late", "7"));
    }
}
