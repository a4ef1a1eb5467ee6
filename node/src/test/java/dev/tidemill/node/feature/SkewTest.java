package dev.tidemill.node.feature;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.node.Tidemill;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was served, compared with what was recorded. */
class SkewTest {
    private static final long WAIT_MILLIS = 30_000;

    @TempDir @Nullable Path temporary;

    @Test
    void servedAnswersAreFoundAgainInWhatWasRecorded() throws Exception {
        try (Tidemill mill = new FeatureFolder(requireNonNull(temporary)).open()) {
            for (int i = 0; i < 40; i++) {
                long ignored =
                        mill.execute(
                                        "INSERT INTO moves VALUES (%d, 'a''%d', %d, %d, NULL)"
                                                .formatted(i, i % 3, i % 2, i))
                                .tick();
                FeatureAnswer answer =
                        mill.features("account")
                                .get(
                                        List.of("a'" + i % 4, Integer.toString(i % 2)),
                                        Map.of("amount", "7"));
                assertEquals(1, answer.size());
                Thread.sleep(12);
            }
            long end = System.currentTimeMillis() + WAIT_MILLIS;
            String sql =
                    "SELECT feature, checked, mismatch_rate FROM tidemill.feature_skew"
                            + " WHERE checked > 0 ORDER BY feature";
            while (mill.query(sql).rows().isEmpty() && System.currentTimeMillis() < end) {
                Thread.sleep(100);
            }
            Batch skew = mill.query(sql).rows();
            assertEquals(4, skew.size());
            for (int row = 0; row < skew.size(); row++) {
                assertTrue((Long) requireNonNull(skew.column(1).value(row)) > 0);
                assertEquals(0.0, skew.column(2).value(row), skew.toString());
            }
            Batch samples =
                    mill.query("SELECT served, recomputed, key FROM tidemill.feature_samples")
                            .rows();
            for (int row = 0; row < samples.size(); row++) {
                assertEquals(samples.column(0).value(row), samples.column(1).value(row));
            }
        }
    }

    private static Column number(@Nullable Double value) {
        ColumnBuilder builder = ColumnBuilder.of(Type.DOUBLE, 1);
        builder.appendValue(value);
        return builder.build();
    }

    @Test
    void differencesAreCountedByTheirKind() {
        SkewTally tally = new SkewTally();
        assertTrue(tally.compare("v@1", "f", 1, number(1.0), number(1.0)));
        assertFalse(tally.compare("v@1", "f", 2, number(1.0), number(3.0)));
        assertFalse(tally.compare("v@1", "f", 3, number(null), number(3.0)));
        assertFalse(tally.compare("v@1", "f", 4, number(2.0), number(null)));
        Batch rows = tally.rows();
        assertEquals(List.of("v@1", "f", 4L, 1L, 1L, 1L, 0.75, 0.5, 4L), rows.row(0));
        SkewTally restored = new SkewTally();
        restored.restore(rows);
        assertEquals(4L, restored.rows().column(2).value(0));
    }
}
