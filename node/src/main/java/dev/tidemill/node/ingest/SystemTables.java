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

    /** What people have said of actions: pauses and silences. */
    public static final InputTable ACTION_CONTROLS =
            new InputTable(PREFIX + "action_controls", ActionControl.SCHEMA, List.of(0), -1);

    /** The newest attempts to deliver, with what came of each. */
    public static final InputTable ACTION_ATTEMPTS =
            new InputTable(PREFIX + "action_attempts", DeliveryAttempt.SCHEMA, List.of(0), -1);

    private SystemTables() {}

    public static List<InputTable> all() {
        return List.of(QUARANTINE, OUTBOX, LATENCY, ACTION_CONTROLS, ACTION_ATTEMPTS);
    }

    public static boolean isSystem(String table) {
        return table.startsWith(PREFIX);
    }
}
