package dev.tidemill.node.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.predictor.LearnerName;
import dev.tidemill.definitions.predictor.LearnerSettings;
import dev.tidemill.definitions.predictor.PredictorBounds;
import dev.tidemill.definitions.predictor.PredictorEvaluation;
import dev.tidemill.definitions.predictor.PredictorFeature;
import dev.tidemill.definitions.predictor.PredictorLabel;
import dev.tidemill.definitions.predictor.TargetKind;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.node.record.PredictionEntry;
import dev.tidemill.node.record.PredictorRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A label that came one tick before the classes became others is told by those of then. */
class SettledClassesTest {
    private static final long SECOND = 1_000_000;
    private static final Schema ROWS =
            Schema.of(new Field("id", Type.BIGINT, false), new Field("kind", Type.TEXT, true));
    private static final Schema LABELS =
            Schema.of(new Field("id", Type.BIGINT, false), new Field("bought", Type.TEXT, true));

    private static PredictorRule rule(String... classes) {
        return new PredictorRule(
                "buys",
                "visits",
                List.of(new Field("id", Type.BIGINT, false)),
                List.of(new PredictorFeature("kind", "kind", true)),
                List.of(),
                TargetKind.CLASSES,
                List.of(classes),
                new PredictorLabel("outcomes", List.of("id"), "bought", Duration.ofSeconds(60)),
                new LearnerSettings(LearnerName.LOGISTIC, "adagrad", Map.of()),
                PredictorBounds.DEFAULT,
                PredictorEvaluation.DEFAULT);
    }

    /** The label of the row once the definition that follows at once has other classes. */
    private static @Nullable Object labelAfter(String... classes) {
        PredictorState state = new PredictorState(rule("none", "some", "much"));
        try (Circuit circuit =
                Circuit.create(
                        new StateSpace(PageAllocator.unbounded()),
                        List.of(state.table().input()),
                        List.<LiveTable>of(),
                        1)) {
            state.entered(
                    new BatchBuilder(ROWS, 1).add(1, 7L, "new").build(),
                    1,
                    SECOND,
                    new KnownRows(),
                    () -> {
                        throw new AssertionError("no view is asked");
                    });
            PredictionEntry entry = state.entry(1, false, state.foretell(10));
            BatchBuilder made = state.accept(entry, 2, 2 * SECOND);
            step(circuit, 2, List.of(state.table().upsert(made)));
            state.labelled(new BatchBuilder(LABELS, 1).add(1, 7L, "much").build(), 3, 3 * SECOND);
            state.use(rule(classes), 4, 4 * SECOND);
            List<InputChange> changes = new ArrayList<>();
            try (CircuitSnapshot before = circuit.snapshot()) {
                state.flush(before, changes);
            }
            step(circuit, 4, changes);
            Batch rows = circuit.find(state.table().input().name(), (_, _) -> true);
            assertEquals(1, rows.size());
            return rows.column(rows.schema().indexOf("label")).value(0);
        }
    }

    private static void step(Circuit circuit, long tick, List<InputChange> changes) {
        var ignored = circuit.step(new TickInput(tick, tick * SECOND, changes));
    }

    @Test
    void fewerClassesLeaveTheLabelAsItWas() {
        assertEquals("much", labelAfter("none", "some"));
    }

    @Test
    void classesInAnotherOrderLeaveTheLabelAsItWas() {
        assertEquals("much", labelAfter("much", "some", "none"));
    }
}
