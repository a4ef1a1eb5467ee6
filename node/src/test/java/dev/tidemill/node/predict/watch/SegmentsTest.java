package dev.tidemill.node.predict.watch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.predictor.LearnerName;
import dev.tidemill.definitions.predictor.LearnerSettings;
import dev.tidemill.definitions.predictor.PredictorBounds;
import dev.tidemill.definitions.predictor.PredictorEvaluation;
import dev.tidemill.definitions.predictor.PredictorFeature;
import dev.tidemill.definitions.predictor.PredictorLabel;
import dev.tidemill.definitions.predictor.TargetKind;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.node.record.PredictorRule;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is kept of a category with many more values than are kept. */
class SegmentsTest {
    private static final int KEPT = 5;

    private static PredictorRule rule() {
        return new PredictorRule(
                "buys",
                "visits",
                List.of(new Field("id", Type.BIGINT, false)),
                List.of(new PredictorFeature("kind", "kind", true)),
                List.of(),
                TargetKind.BOOLEAN,
                List.of(),
                new PredictorLabel("outcomes", List.of("id"), "bought", Duration.ofSeconds(60)),
                new LearnerSettings(LearnerName.LOGISTIC, "adagrad", Map.of()),
                PredictorBounds.DEFAULT,
                new PredictorEvaluation(Duration.ofHours(1), 2, List.of("kind"), KEPT, 1_000, 0.1));
    }

    private static Decided row(@Nullable String kind) {
        return new Decided(0, 1, Arrays.asList((Object) kind));
    }

    private static long predicted(Segments segments, String kind) {
        var rows = segments.rows().rows("buys", 0).build();
        int at = rows.schema().indexOf("predicted");
        long sum = 0;
        for (int row = 0; row < rows.size(); row++) {
            if (kind.equals(rows.column(2).value(row))
                    && rows.column(at).value(row) instanceof Long count) {
                sum += count;
            }
        }
        return sum;
    }

    @Test
    void keepsThoseWithMostRowsAndCountsTheOthersTogether() {
        long seed = 11;
        Random random = new Random(seed);
        Segments segments = new Segments(rule());
        int rows = 5_000;
        for (int tick = 0; tick < rows; tick++) {
            int lot = random.nextInt(10);
            // Three kinds have more than a fifth of all rows each; the others are there once.
            segments.predicted(row(lot < 9 ? "often " + lot % 3 : "once " + tick), tick);
        }
        segments.predicted(row(null), rows);
        Set<String> kept =
                segments.rows().values().keySet().stream()
                        .map(Segment::value)
                        .collect(Collectors.toSet());
        assertTrue(kept.containsAll(Set.of("often 0", "often 1", "often 2")), "seed " + seed);
        assertEquals(KEPT + 2, segments.rows().values().size(), "with missing ones and the rest");
        assertEquals(1, predicted(segments, "missing"));
        assertEquals(
                rows, predicted(segments, "value") + predicted(segments, "rest"), "seed " + seed);
    }

    @Test
    void whatSettlesLaterThanItIsKeptCountsInTheRest() {
        Segments segments = new Segments(rule());
        for (int i = 0; i <= KEPT; i++) {
            segments.predicted(row("kind " + i), i);
        }
        segments.settled(row("kind 0"), 9, Outcomes::unlabelled);
        assertEquals(1, predicted(segments, "rest"));
        var rows = segments.rows().rows("buys", 0).build();
        int unlabelled = rows.schema().indexOf("unlabelled");
        for (int row = 0; row < rows.size(); row++) {
            assertEquals(
                    "rest".equals(rows.column(2).value(row)) ? 1L : 0L,
                    rows.column(unlabelled).value(row));
        }
    }

    @Test
    void comesBackFromItsBytesAndGoesOnAlike() {
        Segments segments = new Segments(rule());
        for (int i = 0; i < 20; i++) {
            segments.predicted(row("kind " + i % 7), i);
        }
        Segments read = new Segments(rule());
        read.read(new ModelReader(bytes(segments)));
        segments.predicted(row("kind 9"), 20);
        read.predicted(row("kind 9"), 20);
        assertArrayEquals(bytes(segments), bytes(read));
    }

    private static byte[] bytes(Segments segments) {
        ModelWriter out = new ModelWriter();
        segments.write(out);
        return out.bytes();
    }
}
