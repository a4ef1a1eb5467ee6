package dev.tidemill.node.predict;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.PredictorRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The keyed table with what a predictor has foretold, and what came of it. Immutable. */
final class PredictionTable {
    /** What a prediction waits for, or has come to. */
    enum Status {
        PENDING("pending"),
        LABELLED("labelled"),
        UNLABELLED("unlabelled"),
        GIVEN_UP("given-up");

        private final String word;

        Status(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        static Status of(String word) {
            for (Status each : values()) {
                if (each.word.equals(word)) {
                    return each;
                }
            }
            throw new IllegalArgumentException("no prediction is " + word);
        }
    }

    private final PredictorRule rule;
    private final InputTable input;

    PredictionTable(PredictorRule rule) {
        this.rule = rule;
        this.input = inputOf(rule);
    }

    static InputTable inputOf(PredictorRule rule) {
        List<Field> fields = new ArrayList<>(rule.key());
        fields.add(new Field("due_tick", Type.BIGINT, false));
        fields.add(new Field("due_at", Type.TIMESTAMPTZ, false));
        fields.add(new Field("read_tick", Type.BIGINT, false));
        fields.add(new Field("model_version", Type.INTEGER, false));
        fields.add(new Field("answered_by", Type.TEXT, false));
        fields.add(new Field("labels_learnt", Type.BIGINT, false));
        fields.add(new Field("prediction", Target.type(rule), false));
        fields.add(new Field("score", Type.DOUBLE, true));
        fields.add(new Field("features", Type.TEXT, false));
        fields.add(new Field("status", Type.TEXT, false));
        fields.add(new Field("label", Target.labelType(rule), true));
        fields.add(new Field("settled_tick", Type.BIGINT, true));
        return new InputTable(
                SystemTables.predictions(rule.name()),
                new Schema(fields),
                IntStream.range(0, rule.key().size()).boxed().toList(),
                -1);
    }

    /** Whether a column of this name stands beside the key. */
    static boolean isOwnColumn(String name) {
        return switch (name) {
            case "due_tick",
                    "due_at",
                    "read_tick",
                    "model_version",
                    "answered_by",
                    "labels_learnt",
                    "prediction",
                    "score",
                    "features",
                    "status",
                    "label",
                    "settled_tick" ->
                    true;
            default -> false;
        };
    }

    InputTable input() {
        return input;
    }

    BatchBuilder rows() {
        return new BatchBuilder(input.schema(), 16);
    }

    /**
     * Adds a prediction that waits for its label.
     *
     * @param answeredBy the alias by which the model was asked whose answer counts
     */
    void addPending(BatchBuilder rows, RowKey key, Waiting.Pending made, String answeredBy) {
        double[] answer = made.answer();
        List<@Nullable Object> row = new ArrayList<>(key.typed(rule.key()));
        row.add(made.due().tick());
        row.add(made.due().micros());
        row.add(made.readTick());
        row.add(made.modelVersion());
        row.add(answeredBy);
        row.add(made.labelsLearnt());
        row.add(Target.foretold(rule, answer));
        row.add(Target.score(rule, answer));
        row.add(made.due().features().json(rule.features()));
        row.add(Status.PENDING.word());
        row.add(null);
        row.add(null);
        rows.addRow(1, row);
    }

    /** Adds what became of a prediction, unless its row is not there any more. */
    void addSettled(BatchBuilder rows, TableSnapshot table, Waiting.Settled settled) {
        Batch found = table.lookup(settled.key().typed(rule.key()));
        if (found.isEmpty()) {
            return;
        }
        List<@Nullable Object> row = found.row(0);
        Schema schema = input.schema();
        row.set(schema.indexOf("status"), settled.status().word());
        row.set(schema.indexOf("label"), Target.label(rule, settled.label()));
        row.set(schema.indexOf("settled_tick"), settled.tick());
        rows.addRow(1, row);
    }

    InputChange upsert(BatchBuilder rows) {
        return new InputChange(input.name(), InputChange.Op.UPSERT, rows.build());
    }

    /** Takes rows out of the table. */
    InputChange deletion(List<RowKey> keys) {
        BatchBuilder rows = rows();
        for (RowKey key : keys) {
            List<@Nullable Object> row = new ArrayList<>(key.typed(rule.key()));
            for (int i = row.size(); i < input.schema().size(); i++) {
                row.add(nothing(input.schema().field(i)));
            }
            rows.addRow(1, row);
        }
        return new InputChange(input.name(), InputChange.Op.DELETE, rows.build());
    }

    /** What stands in a column that nobody looks at. */
    static @Nullable Object nothing(Field field) {
        if (field.nullable()) {
            return null;
        }
        return switch (field.type().physical()) {
            case BOOL -> false;
            case INT -> 0;
            case LONG -> 0L;
            case DOUBLE -> 0.0;
            default -> "";
        };
    }
}
