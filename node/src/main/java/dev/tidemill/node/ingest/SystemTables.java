package dev.tidemill.node.ingest;

import dev.tidemill.actions.ActionControl;
import dev.tidemill.actions.DeliveryAttempt;
import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.quality.ServiceLevel;
import dev.tidemill.engine.circuit.InputTable;
import java.util.List;

/** The keyed tables that every mill has of itself. Their names begin with {@link #PREFIX}. */
public final class SystemTables {
    public static final String PREFIX = "tidemill.";

    /** Rows that broke their contract, until they are retried with success. */
    public static final InputTable QUARANTINE =
            new InputTable(
                    PREFIX + "quarantine",
                    Schema.of(
                            new Field("id", Type.BIGINT, false),
                            new Field("table_name", Type.TEXT, false),
                            new Field("rule", Type.TEXT, false),
                            new Field("column_name", Type.TEXT, true),
                            new Field("reason", Type.TEXT, false),
                            new Field("raw", Type.TEXT, false),
                            new Field("source", Type.TEXT, false),
                            new Field("received_at", Type.TIMESTAMPTZ, false)),
                    List.of(0),
                    -1);

    /** Deliveries of actions, pending and done. */
    public static final InputTable OUTBOX =
            new InputTable(PREFIX + "outbox", OutboxEntry.SCHEMA, List.of(0), -1);

    /** What was measured last of each table whose contract promises a latency. */
    public static final InputTable LATENCY =
            new InputTable(
                    ServiceLevel.LATENCIES,
                    Schema.of(
                            new Field("table_name", Type.TEXT, false),
                            new Field("p99_millis", Type.DOUBLE, false),
                            new Field("measured_at", Type.TIMESTAMPTZ, false)),
                    List.of(0),
                    -1);

    /**
     * The audit log, which is no table of any tick: queries alone read it, and see of it what who
     * asks may.
     */
    public static final String AUDIT = PREFIX + "audit";

    /** What people have said of actions: pauses and silences. */
    public static final InputTable ACTION_CONTROLS =
            new InputTable(PREFIX + "action_controls", ActionControl.SCHEMA, List.of(0), -1);

    /** The newest attempts to deliver, with what came of each. */
    public static final InputTable ACTION_ATTEMPTS =
            new InputTable(PREFIX + "action_attempts", DeliveryAttempt.SCHEMA, List.of(0), -1);

    /** The names of the event tables that hold the recorded changes of others begin with it. */
    private static final String LOG_PREFIX = PREFIX + "log_";

    /** Two of these stand between the parts of a log's name, and none in a view's. */
    private static final String LOG_PART = "__";

    /** Served answers of feature views, compared with what was recorded; the newest only. */
    public static final InputTable FEATURE_SAMPLES =
            new InputTable(
                    PREFIX + "feature_samples",
                    Schema.of(
                            new Field("id", Type.BIGINT, false),
                            new Field("feature_view", Type.TEXT, false),
                            new Field("served_tick", Type.BIGINT, false),
                            new Field("served_at", Type.TIMESTAMPTZ, false),
                            new Field("key", Type.TEXT, false),
                            new Field("served", Type.TEXT, false),
                            new Field("recomputed", Type.TEXT, false),
                            new Field("different", Type.TEXT, false)),
                    List.of(0),
                    -1);

    /** The positions in {@link #FEATURE_SAMPLES} of the texts that hold values. */
    public static final List<Integer> SAMPLE_TEXTS = List.of(4, 5, 6);

    /** How often each feature was served otherwise than it was recorded. */
    public static final InputTable FEATURE_SKEW =
            new InputTable(
                    PREFIX + "feature_skew",
                    Schema.of(
                            new Field("feature_view", Type.TEXT, false),
                            new Field("feature", Type.TEXT, false),
                            new Field("checked", Type.BIGINT, false),
                            new Field("mismatched", Type.BIGINT, false),
                            new Field("missing", Type.BIGINT, false),
                            new Field("extra", Type.BIGINT, false),
                            new Field("mismatch_rate", Type.DOUBLE, false),
                            new Field("smape", Type.DOUBLE, true),
                            new Field("last_tick", Type.BIGINT, false)),
                    List.of(0, 1),
                    -1);

    /** How each predictor does. */
    public static final InputTable PREDICTOR_METRICS =
            new InputTable(
                    PREFIX + "predictor_metrics",
                    Schema.of(
                            new Field("predictor", Type.TEXT, false),
                            new Field("learner", Type.TEXT, false),
                            new Field("model_version", Type.INTEGER, false),
                            new Field("labels_learnt", Type.BIGINT, false),
                            new Field("due", Type.BIGINT, false),
                            new Field("pending", Type.BIGINT, false),
                            new Field("early_waiting", Type.BIGINT, false),
                            new Field("predicted", Type.BIGINT, false),
                            new Field("measured", Type.BIGINT, false),
                            new Field("early", Type.BIGINT, false),
                            new Field("unlabelled", Type.BIGINT, false),
                            new Field("given_up", Type.BIGINT, false),
                            new Field("again", Type.BIGINT, false),
                            new Field("late", Type.BIGINT, false),
                            new Field("repeated", Type.BIGINT, false),
                            new Field("corrected", Type.BIGINT, false),
                            new Field("withdrawn", Type.BIGINT, false),
                            new Field("unusable", Type.BIGINT, false),
                            new Field("unmatched", Type.BIGINT, false),
                            new Field("accuracy", Type.DOUBLE, true),
                            new Field("baseline_accuracy", Type.DOUBLE, true),
                            new Field("kappa_temporal", Type.DOUBLE, true),
                            new Field("log_loss", Type.DOUBLE, true),
                            new Field("auc", Type.DOUBLE, true),
                            new Field("calibration_error", Type.DOUBLE, true),
                            new Field("rmse", Type.DOUBLE, true),
                            new Field("baseline_rmse", Type.DOUBLE, true),
                            new Field("label_lag_seconds", Type.DOUBLE, true),
                            new Field("error_drift_tick", Type.BIGINT, true),
                            new Field("as_of_tick", Type.BIGINT, false)),
                    List.of(0),
                    -1);

    /** The models of each predictor, and how they compare. */
    public static final InputTable MODEL_VERSIONS =
            new InputTable(
                    PREFIX + "model_versions",
                    Schema.of(
                            new Field("predictor", Type.TEXT, false),
                            new Field("version", Type.INTEGER, false),
                            new Field("name", Type.TEXT, false),
                            new Field("alias", Type.TEXT, true),
                            new Field("learner", Type.TEXT, false),
                            new Field("origin", Type.TEXT, false),
                            new Field("share_percent", Type.DOUBLE, false),
                            new Field("began_tick", Type.BIGINT, false),
                            new Field("labels_learnt", Type.BIGINT, false),
                            new Field("measured", Type.BIGINT, false),
                            new Field("accuracy", Type.DOUBLE, true),
                            new Field("log_loss", Type.DOUBLE, true),
                            new Field("auc", Type.DOUBLE, true),
                            new Field("calibration_error", Type.DOUBLE, true),
                            new Field("rmse", Type.DOUBLE, true),
                            new Field("window_labels", Type.BIGINT, false),
                            new Field("ahead_by", Type.DOUBLE, true),
                            new Field("ahead_low", Type.DOUBLE, true),
                            new Field("ahead_high", Type.DOUBLE, true),
                            new Field("benched", Type.BOOLEAN, false),
                            new Field("ended_tick", Type.BIGINT, true),
                            new Field("why", Type.TEXT, true)),
                    List.of(0, 1),
                    -1);

    /** Which version an alias of a predictor named from when on, by whom and why. */
    public static final InputTable MODEL_MOVES =
            new InputTable(
                    PREFIX + "model_moves",
                    Schema.of(
                            new Field("predictor", Type.TEXT, false),
                            new Field("number", Type.BIGINT, false),
                            new Field("tick", Type.BIGINT, false),
                            new Field("moved_at", Type.TIMESTAMPTZ, false),
                            new Field("alias", Type.TEXT, false),
                            new Field("from_version", Type.INTEGER, true),
                            new Field("to_version", Type.INTEGER, true),
                            new Field("moved_by", Type.TEXT, false),
                            new Field("why", Type.TEXT, false)),
                    List.of(0, 1),
                    -1);

    private static final String PREDICTIONS_PREFIX = PREFIX + "predictions_";

    private SystemTables() {}

    /** The keyed table with what a predictor has foretold. */
    public static String predictions(String predictor) {
        return PREDICTIONS_PREFIX + predictor;
    }

    public static List<InputTable> all() {
        return List.of(QUARANTINE, OUTBOX, LATENCY, ACTION_CONTROLS, ACTION_ATTEMPTS);
    }

    /** What a mill has besides when its project has feature views that are recorded. */
    public static List<InputTable> ofFeatures() {
        return List.of(FEATURE_SAMPLES, FEATURE_SKEW);
    }

    /** Where the changes of a table are recorded for a version of a feature view. */
    public static String log(String view, int version, String table) {
        return LOG_PREFIX + view + LOG_PART + version + LOG_PART + table;
    }

    /** Whether a table holds recorded changes; no live table reads such a one. */
    public static boolean isLog(String table) {
        return table.startsWith(LOG_PREFIX);
    }

    public static boolean isSystem(String table) {
        return table.startsWith(PREFIX);
    }
}
