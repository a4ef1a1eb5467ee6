package dev.tidemill.node.predict.watch;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.ingest.SystemTables;
import java.util.ArrayList;
import java.util.List;

/** The keyed tables that say how predictors do, in parts. */
public final class WatchTables {
    /** By the time in which rows were due. */
    public static final InputTable WINDOWS =
            table(
                    "predictor_windows",
                    2,
                    List.of(
                            new Field("window_start", Type.TIMESTAMPTZ, false),
                            new Field("model_version", Type.INTEGER, false)),
                    outcomes(),
                    List.of(new Field("error_drift_tick", Type.BIGINT, true)));

    /** By the values of some categories. */
    public static final InputTable SEGMENTS =
            table(
                    "predictor_segments",
                    4,
                    List.of(
                            new Field("feature", Type.TEXT, false),
                            new Field("kind", Type.TEXT, false),
                            new Field("segment", Type.TEXT, false),
                            new Field("since_tick", Type.BIGINT, false)),
                    outcomes(),
                    List.of(
                            new Field("mean_score", Type.DOUBLE, true),
                            new Field("observed_rate", Type.DOUBLE, true)));

    /** What comes in, beside what came in at first. */
    public static final InputTable FEATURES =
            table(
                    "predictor_features",
                    2,
                    List.of(
                            new Field("feature", Type.TEXT, false),
                            new Field("type", Type.TEXT, false),
                            new Field("seen", Type.BIGINT, false),
                            new Field("missing_rate", Type.DOUBLE, true),
                            new Field("missing_before", Type.DOUBLE, true),
                            new Field("unseen_rate", Type.DOUBLE, true),
                            new Field("psi", Type.DOUBLE, true),
                            new Field("ks", Type.DOUBLE, true),
                            new Field("ks_chance", Type.DOUBLE, true),
                            new Field("wasserstein", Type.DOUBLE, true),
                            new Field("wasserstein_deviations", Type.DOUBLE, true),
                            new Field("drifting", Type.BOOLEAN, false),
                            new Field("drifting_since_tick", Type.BIGINT, true)));

    /** Whether of the rows that were given 30 % about 30 % are of the class. */
    public static final InputTable CALIBRATION =
            table(
                    "predictor_calibration",
                    2,
                    List.of(
                            new Field("bin", Type.INTEGER, false),
                            new Field("score_from", Type.DOUBLE, false),
                            new Field("score_to", Type.DOUBLE, false),
                            new Field("measured", Type.BIGINT, false),
                            new Field("mean_score", Type.DOUBLE, true),
                            new Field("observed_rate", Type.DOUBLE, true)));

    private WatchTables() {}

    public static List<InputTable> all() {
        return List.of(WINDOWS, SEGMENTS, FEATURES, CALIBRATION);
    }

    /** In the order of {@link Outcomes#addTo}. */
    private static List<Field> outcomes() {
        List<Field> fields = new ArrayList<>();
        for (String count :
                List.of("predicted", "labelled", "measured", "unlabelled", "given_up")) {
            fields.add(new Field(count, Type.BIGINT, false));
        }
        for (String measure :
                List.of(
                        "coverage",
                        "label_lag_seconds",
                        "accuracy",
                        "baseline_accuracy",
                        "kappa_temporal",
                        "log_loss",
                        "auc",
                        "calibration_error",
                        "rmse",
                        "baseline_rmse")) {
            fields.add(new Field(measure, Type.DOUBLE, true));
        }
        return fields;
    }

    @SafeVarargs
    private static InputTable table(String name, int keySize, List<Field>... parts) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field("predictor", Type.TEXT, false));
        for (List<Field> part : parts) {
            fields.addAll(part);
        }
        fields.add(new Field("as_of_tick", Type.BIGINT, false));
        List<Integer> key = new ArrayList<>();
        for (int i = 0; i < keySize; i++) {
            key.add(i);
        }
        return new InputTable(SystemTables.PREFIX + name, new Schema(fields), key, -1);
    }
}
