package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.InputTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That the changes of a table are recorded, row by row and tick by tick, in an event table of the
 * mill's own. It is in force from a journalled tick on, so that a replay records the same.
 *
 * @param log the event table: see {@link #inputTable}
 * @param table the live or keyed table that is followed
 * @param key those of its columns that tell its rows apart, as they are called and typed
 * @param columns the others that are recorded
 * @param time a timestamp column that is recorded as the row's own time; null for none
 */
public record Recording(
        String log, String table, List<Field> key, List<Field> columns, @Nullable String time) {
    /** The column with the tick in which a row was seen. BIGINT. */
    public static final String TICK = "recorded_tick";

    /** The column with the time of that tick: from then on the row was known. TIMESTAMPTZ. */
    public static final String KNOWN_AT = "recorded_at";

    /** The column with what happened, one of the kinds. TEXT. */
    public static final String KIND = "recorded_kind";

    /** The column with the row's own time; NULL when it has none. TIMESTAMPTZ. */
    public static final String ROW_TIME = "recorded_time";

    /** From this tick on all changes are recorded; the rows that are there follow in it. */
    public static final String BEGIN = "begin";

    /** From this tick on the table does not run, and nothing is known of its rows. */
    public static final String END = "end";

    /** A row that is there from now on, in the place of one with the same key. */
    public static final String ROW = "row";

    /** The row with this key is there no more. */
    public static final String GONE = "gone";

    /** All of them: each line has one. */
    public static final List<String> KINDS = List.of(BEGIN, END, ROW, GONE);

    /** How many columns stand before those of the table. */
    public static final int OWN_COLUMNS = 4;

    // Spelled out, since a compact constructor's parameters lose their annotations.
    public Recording(
            String log, String table, List<Field> key, List<Field> columns, @Nullable String time) {
        this.log = requireNonNull(log, "log");
        this.table = requireNonNull(table, "table");
        this.key = List.copyOf(key);
        this.columns = List.copyOf(columns);
        this.time = time;
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a recording of " + table + " without a key");
        }
    }

    /** The columns of the table that are recorded: its key first. */
    public List<Field> recorded() {
        List<Field> all = new ArrayList<>(key);
        all.addAll(columns);
        return all;
    }

    /** What is recorded goes here; rows are only ever added, in the order of ticks. */
    public InputTable inputTable() {
        List<Field> fields =
                new ArrayList<>(
                        List.of(
                                new Field(TICK, Type.BIGINT, false),
                                new Field(KNOWN_AT, Type.TIMESTAMPTZ, false),
                                new Field(KIND, Type.TEXT, false),
                                new Field(ROW_TIME, Type.TIMESTAMPTZ, true)));
        recorded().forEach(field -> fields.add(Field.of(field.name(), field.type())));
        return new InputTable(log, new Schema(fields), List.of(), 1);
    }

    void write(RecordWriter writer) {
        writer.putText(log);
        writer.putText(table);
        write(key, writer);
        write(columns, writer);
        writer.putOptionalText(time);
    }

    private static void write(List<Field> fields, RecordWriter writer) {
        writer.putInt(fields.size());
        for (Field field : fields) {
            writer.putText(field.name());
            writer.putText(field.type().sqlName());
        }
    }

    static Recording read(RecordReader reader) {
        return new Recording(
                reader.readText(),
                reader.readText(),
                readFields(reader),
                readFields(reader),
                reader.readOptionalText());
    }

    private static List<Field> readFields(RecordReader reader) {
        List<Field> fields = new ArrayList<>();
        for (int i = reader.readInt(); i > 0; i--) {
            fields.add(Field.of(reader.readText(), Type.parse(reader.readText())));
        }
        return fields;
    }
}
