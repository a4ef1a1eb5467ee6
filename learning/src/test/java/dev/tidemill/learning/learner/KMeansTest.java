package dev.tidemill.learning.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KMeansTest {
    private static final FeatureSpace SPACE = FeatureSpace.ofNumbers("metres", "milligrams");
    private static final int GROUPS = 4;

    /** Groups at the corners of a square, in units a millionfold apart. */
    private static int draw(SplitMix random, FeatureVector row, double moved) {
        int group = random.below(GROUPS);
        row.number(0, 1e-3 * (10 * (group % 2) + random.gaussian() + moved));
        row.number(1, 1e3 * (10 * upper(group) + random.gaussian()));
        return group;
    }

    private static int upper(int group) {
        return group < GROUPS / 2 ? 0 : 1;
    }

    private static int[] clusterOfEachGroup(KMeans model, double moved) {
        int[] clusters = new int[GROUPS];
        for (int group = 0; group < GROUPS; group++) {
            FeatureVector row = new FeatureVector(SPACE);
            row.number(0, 1e-3 * (10 * (group % 2) + moved)).number(1, 1e4 * upper(group));
            clusters[group] = model.cluster(row);
        }
        return clusters;
    }

    private static KMeans learned(long seed, int rows, double moved) {
        KMeans model = new KMeans(SPACE, GROUPS, seed);
        SplitMix random = new SplitMix(seed + 100);
        FeatureVector row = new FeatureVector(SPACE);
        for (int i = 0; i < rows; i++) {
            draw(random, row, moved * i / rows);
            model.learn(row);
        }
        return model;
    }

    @Test
    void findsGroupsWhateverTheirUnits() {
        int found = 0;
        for (long seed = 1; seed <= 10; seed++) {
            KMeans model = learned(seed, 2000, 0);
            int[] clusters = clusterOfEachGroup(model, 0);
            SplitMix random = new SplitMix(seed);
            FeatureVector row = new FeatureVector(SPACE);
            int right = 0;
            for (int i = 0; i < 1000; i++) {
                int group = draw(random, row, 0);
                right += model.cluster(row) == clusters[group] ? 1 : 0;
            }
            Set<Integer> distinct = new HashSet<>();
            for (int cluster : clusters) {
                distinct.add(cluster);
            }
            found += distinct.size() == GROUPS && right > 980 ? 1 : 0;
        }
        // Where to begin is drawn, and once in a while two middles begin in one group.
        assertTrue(found >= 8, "found all groups %d times of 10".formatted(found));
    }

    @Test
    void saysNothingBeforeItHasMiddles() {
        KMeans model = learned(1, GROUPS * KMeans.ROWS_EACH - 1, 0);
        FeatureVector row = new FeatureVector(SPACE).number(0, 5).number(1, 5);
        assertEquals(0, model.cluster(row));
        assertEquals(0, model.distance(row));
        assertArrayEquals(new double[0], model.middle(0));

        model.learn(row);
        assertTrue(model.distance(row.number(0, 1e9)) > 0);
        assertEquals(2, model.middle(GROUPS - 1).length);
    }

    @Test
    void outlivesMissingAndWildNumbers() {
        KMeans model = new KMeans(SPACE, 3, 1);
        SplitMix random = new SplitMix(2);
        FeatureVector row = new FeatureVector(SPACE);
        for (int i = 0; i < 1000; i++) {
            switch (i % 4) {
                case 0 -> row.clear();
                case 1 -> row.number(0, 1e100).number(1, -1e100);
                case 2 -> row.number(0, 0).missingNumber(1);
                default -> draw(random, row, 0);
            }
            assertTrue(Double.isFinite(model.distance(row)));
            model.learn(row);
        }
        for (int cluster = 0; cluster < 3; cluster++) {
            for (double number : model.middle(cluster)) {
                assertTrue(Double.isFinite(number), "a middle at " + number);
            }
        }
    }
}
