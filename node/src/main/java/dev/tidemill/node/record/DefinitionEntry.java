package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.Lateness;
import dev.tidemill.engine.circuit.TableIndex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * All definitions in force from this entry's tick on: not a difference, so that the last one found
 * is enough to start from.
 *
 * @param functions the jars of the project's own functions that the live tables' SQL may call
 * @param indexes the tables' secondary indexes
 * @param created names of the tables that a statement made, which no file of the project defines
 * @param atOnceRows live tables that are built from no more rows than that are built in the entry's
 *     tick, the others beside the ticks
 * @param release the hash of the files that were applied; empty when a folder's were taken
 * @param previews which of the live tables are tried out beside those that they may replace
 * @param recordings the tables whose changes are recorded for feature views
 * @param predictors what is foretold of rows
 * @param constraints of those created tables that have any
 */
public record DefinitionEntry(
        List<InputTable> inputs,
        List<LiveSql> liveTables,
        Set<String> created,
        List<ActionRule> actions,
        List<FunctionJar> functions,
        List<DefinedIndex> indexes,
        long atOnceRows,
        String release,
        List<Preview> previews,
        List<Recording> recordings,
        List<PredictorRule> predictors,
        List<TableConstraints> constraints)
        implements JournalEntry {

    /**
     * A live table as its SQL.
     *
     * @param planHash the canonical hash of the plan it had, so that a planner that plans it
     *     otherwise is noticed
     */
    public record LiveSql(String name, String sql, String planHash) {
        public LiveSql {
            requireNonNull(name, "name");
            requireNonNull(sql, "sql");
            requireNonNull(planHash, "planHash");
        }
    }

    /**
     * A jar of functions, whose bytes the data folder keeps.
     *
     * @param file the path inside the project
     * @param version the hash of its bytes
     */
    public record FunctionJar(String file, String version) {
        public FunctionJar {
            requireNonNull(file, "file");
            requireNonNull(version, "version");
        }
    }

    /**
     * A secondary index.
     *
     * @param created a statement made it, and no file of the project defines it
     */
    public record DefinedIndex(TableIndex index, boolean created) {
        public DefinedIndex {
            requireNonNull(index, "index");
        }
    }

    /**
     * A live table of other definitions that is tried out; its SQL is among the live tables'.
     *
     * @param name what it is read by
     * @param of the table that it would become
     * @param prefix of the names of those that are tried out together
     * @param files the hash of the definitions that it is of, without their tests
     */
    public record Preview(String name, String of, String prefix, String files) {
        public Preview {
            requireNonNull(name, "name");
            requireNonNull(of, "of");
            requireNonNull(prefix, "prefix");
            requireNonNull(files, "files");
        }
    }

    public DefinitionEntry {
        inputs = List.copyOf(inputs);
        liveTables = List.copyOf(liveTables);
        created = Collections.unmodifiableSet(new TreeSet<>(created));
        actions = List.copyOf(actions);
        functions = List.copyOf(functions);
        indexes = List.copyOf(indexes);
        requireNonNull(release, "release");
        previews = List.copyOf(previews);
        recordings = List.copyOf(recordings);
        predictors = List.copyOf(predictors);
        constraints = List.copyOf(constraints);
    }

    /** With all live tables built in the entry's tick. */
    public DefinitionEntry(
            List<InputTable> inputs,
            List<LiveSql> liveTables,
            Set<String> created,
            List<ActionRule> actions,
            List<FunctionJar> functions) {
        this(
                inputs,
                liveTables,
                created,
                actions,
                functions,
                List.of(),
                Long.MAX_VALUE,
                "",
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** Without actions. */
    public DefinitionEntry(List<InputTable> inputs, List<LiveSql> liveTables, Set<String> created) {
        this(inputs, liveTables, created, List.of());
    }

    /** Without functions. */
    public DefinitionEntry(
            List<InputTable> inputs,
            List<LiveSql> liveTables,
            Set<String> created,
            List<ActionRule> actions) {
        this(inputs, liveTables, created, actions, List.of());
    }

    /** With these functions in the place of those. */
    public DefinitionEntry withFunctions(List<FunctionJar> others) {
        return new DefinitionEntry(
                inputs,
                liveTables,
                created,
                actions,
                others,
                indexes,
                atOnceRows,
                release,
                previews,
                recordings,
                predictors,
                constraints);
    }

    /** With these actions in the place of those. */
    public DefinitionEntry withActions(List<ActionRule> others) {
        return new DefinitionEntry(
                inputs,
                liveTables,
                created,
                others,
                functions,
                indexes,
                atOnceRows,
                release,
                previews,
                recordings,
                predictors,
                constraints);
    }

    /** With these indexes in the place of those. */
    public DefinitionEntry withIndexes(List<DefinedIndex> others) {
        return new DefinitionEntry(
                inputs,
                liveTables,
                created,
                actions,
                functions,
                others,
                atOnceRows,
                release,
                previews,
                recordings,
                predictors,
                constraints);
    }

    /** The indexes as the circuit takes them. */
    public List<TableIndex> tableIndexes() {
        return indexes.stream().map(DefinedIndex::index).toList();
    }

    /** With these live tables in the place of those. */
    public DefinitionEntry withLiveTables(List<LiveSql> others) {
        return new DefinitionEntry(
                inputs,
                others,
                created,
                actions,
                functions,
                indexes,
                atOnceRows,
                release,
                previews,
                recordings,
                predictors,
                constraints);
    }

    /** With another bound of what is built in the entry's tick. */
    public DefinitionEntry withAtOnceRows(long rows) {
        return new DefinitionEntry(
                inputs,
                liveTables,
                created,
                actions,
                functions,
                indexes,
                rows,
                release,
                previews,
                recordings,
                predictors,
                constraints);
    }

    /** As the definitions of an applied release, or of a folder when it is empty. */
    public DefinitionEntry withRelease(String hash) {
        return new DefinitionEntry(
                inputs,
                liveTables,
                created,
                actions,
                functions,
                indexes,
                atOnceRows,
                hash,
                previews,
                recordings,
                predictors,
                constraints);
    }

    /** With these previews in the place of those; their SQL is among the live tables'. */
    public DefinitionEntry withPreviews(List<Preview> others) {
        return new DefinitionEntry(
                inputs,
                liveTables,
                created,
                actions,
                functions,
                indexes,
                atOnceRows,
                release,
                others,
                recordings,
                predictors,
                constraints);
    }

    /** With these input tables in the place of those. */
    public DefinitionEntry withInputs(List<InputTable> others) {
        return new DefinitionEntry(
                others,
                liveTables,
                created,
                actions,
                functions,
                indexes,
                atOnceRows,
                release,
                previews,
                recordings,
                predictors,
                constraints);
    }

    /** With these recordings in the place of those. */
    public DefinitionEntry withRecordings(List<Recording> others) {
        return new DefinitionEntry(
                inputs,
                liveTables,
                created,
                actions,
                functions,
                indexes,
                atOnceRows,
                release,
                previews,
                others,
                predictors,
                constraints);
    }

    /** With these predictors in the place of those. */
    public DefinitionEntry withPredictors(List<PredictorRule> others) {
        return new DefinitionEntry(
                inputs,
                liveTables,
                created,
                actions,
                functions,
                indexes,
                atOnceRows,
                release,
                previews,
                recordings,
                others,
                constraints);
    }

    /** With these constraints in the place of those. */
    public DefinitionEntry withConstraints(List<TableConstraints> others) {
        return new DefinitionEntry(
                inputs,
                liveTables,
                created,
                actions,
                functions,
                indexes,
                atOnceRows,
                release,
                previews,
                recordings,
                predictors,
                others);
    }

    /** What a table's rows are held to; empty constraints when there are none. */
    public TableConstraints constraintsOf(String table) {
        for (TableConstraints each : constraints) {
            if (each.table().equals(table)) {
                return each;
            }
        }
        return new TableConstraints(table, null, List.of(), List.of());
    }

    /** The names of the previews. */
    public Set<String> previewNames() {
        Set<String> names = new TreeSet<>();
        previews.forEach(preview -> names.add(preview.name()));
        return names;
    }

    /** What there would be without previews: neither they nor their indexes. */
    public DefinitionEntry withoutPreviews() {
        Set<String> names = previewNames();
        return withLiveTables(liveTables.stream().filter(t -> !names.contains(t.name())).toList())
                .withIndexes(
                        indexes.stream().filter(i -> !names.contains(i.index().table())).toList())
                .withPreviews(List.of());
    }

    public static DefinitionEntry none() {
        return new DefinitionEntry(List.of(), List.of(), Set.of());
    }

    @Override
    public ByteBuffer encode() {
        RecordWriter writer = new RecordWriter(4096);
        writer.putByte(EntryKind.DEFINITIONS);
        writer.putByte(EntryKind.VERSION);
        write(writer);
        return writer.finish();
    }

    void write(RecordWriter writer) {
        writer.putInt(inputs.size());
        for (InputTable input : inputs) {
            writer.putText(input.name());
            writer.putInt(input.eventTime());
            writer.putInt(input.key().size());
            input.key().forEach(writer::putInt);
            writer.putInt(input.schema().size());
            for (Field field : input.schema().fields()) {
                writer.putText(field.name());
                writer.putText(field.type().sqlName());
                writer.putByte(field.nullable() ? 1 : 0);
            }
            writer.putInt(input.lateness().size());
            for (Lateness lateness : input.lateness()) {
                writer.putInt(lateness.column());
                writer.putLong(lateness.lateMicros());
                writer.putLong(lateness.idleMicros());
            }
        }
        writer.putInt(liveTables.size());
        for (LiveSql table : liveTables) {
            writer.putText(table.name());
            writer.putText(table.sql());
            writer.putText(table.planHash());
        }
        writer.putInt(created.size());
        created.forEach(writer::putText);
        writer.putInt(actions.size());
        actions.forEach(action -> action.write(writer));
        writer.putInt(functions.size());
        for (FunctionJar jar : functions) {
            writer.putText(jar.file());
            writer.putText(jar.version());
        }
        writer.putInt(indexes.size());
        for (DefinedIndex defined : indexes) {
            writer.putText(defined.index().name());
            writer.putText(defined.index().table());
            writer.putInt(defined.index().columns().size());
            defined.index().columns().forEach(writer::putText);
            writer.putByte(defined.created() ? 1 : 0);
            writer.putByte(defined.index().unique() ? 1 : 0);
        }
        writer.putLong(atOnceRows);
        writer.putText(release);
        writer.putInt(previews.size());
        for (Preview preview : previews) {
            writer.putText(preview.name());
            writer.putText(preview.of());
            writer.putText(preview.prefix());
            writer.putText(preview.files());
        }
        writer.putInt(recordings.size());
        recordings.forEach(recording -> recording.write(writer));
        writer.putInt(predictors.size());
        predictors.forEach(predictor -> predictor.write(writer));
        writer.putInt(constraints.size());
        constraints.forEach(each -> each.write(writer));
    }

    /**
     * @param version of the entry or of the node state that holds it; both count alike
     */
    static DefinitionEntry read(RecordReader reader, int version) {
        int inputCount = reader.readInt();
        List<InputTable> inputs = new ArrayList<>(inputCount);
        for (int i = 0; i < inputCount; i++) {
            inputs.add(readInput(reader, version));
        }
        int liveCount = reader.readInt();
        List<LiveSql> liveTables = new ArrayList<>(liveCount);
        for (int i = 0; i < liveCount; i++) {
            liveTables.add(new LiveSql(reader.readText(), reader.readText(), reader.readText()));
        }
        int createdCount = reader.readInt();
        Set<String> created = new TreeSet<>();
        for (int i = 0; i < createdCount; i++) {
            created.add(reader.readText());
        }
        List<ActionRule> actions = new ArrayList<>();
        int actionCount = version <= EntryKind.VERSION_WITHOUT_ACTIONS ? 0 : reader.readInt();
        for (int i = 0; i < actionCount; i++) {
            actions.add(ActionRule.read(reader, version));
        }
        List<FunctionJar> functions = new ArrayList<>();
        int jarCount = version <= EntryKind.VERSION_WITHOUT_FUNCTIONS ? 0 : reader.readInt();
        for (int i = 0; i < jarCount; i++) {
            functions.add(new FunctionJar(reader.readText(), reader.readText()));
        }
        List<DefinedIndex> indexes = new ArrayList<>();
        int indexCount = version <= EntryKind.VERSION_WITHOUT_INDEXES ? 0 : reader.readInt();
        for (int i = 0; i < indexCount; i++) {
            indexes.add(readIndex(reader, version));
        }
        long atOnceRows =
                version <= EntryKind.VERSION_WITHOUT_BUILDS ? Long.MAX_VALUE : reader.readLong();
        String release = version <= EntryKind.VERSION_WITHOUT_RELEASES ? "" : reader.readText();
        List<Preview> previews = new ArrayList<>();
        int previewCount = version <= EntryKind.VERSION_WITHOUT_PREVIEWS ? 0 : reader.readInt();
        for (int i = 0; i < previewCount; i++) {
            previews.add(
                    new Preview(
                            reader.readText(),
                            reader.readText(),
                            reader.readText(),
                            reader.readText()));
        }
        List<Recording> recordings = new ArrayList<>();
        int recordingCount = version <= EntryKind.VERSION_WITHOUT_RECORDINGS ? 0 : reader.readInt();
        for (int i = 0; i < recordingCount; i++) {
            recordings.add(Recording.read(reader));
        }
        List<PredictorRule> predictors = new ArrayList<>();
        int predictorCount = version <= EntryKind.VERSION_WITHOUT_PREDICTORS ? 0 : reader.readInt();
        for (int i = 0; i < predictorCount; i++) {
            predictors.add(PredictorRule.read(reader));
        }
        List<TableConstraints> constraints = new ArrayList<>();
        int constraintCount =
                version <= EntryKind.VERSION_WITHOUT_CONSTRAINTS ? 0 : reader.readInt();
        for (int i = 0; i < constraintCount; i++) {
            constraints.add(TableConstraints.read(reader));
        }
        return new DefinitionEntry(
                inputs,
                liveTables,
                created,
                actions,
                functions,
                indexes,
                atOnceRows,
                release,
                previews,
                recordings,
                predictors,
                constraints);
    }

    private static DefinedIndex readIndex(RecordReader reader, int version) {
        String name = reader.readText();
        String table = reader.readText();
        int columnCount = reader.readInt();
        List<String> columns = new ArrayList<>(columnCount);
        for (int c = 0; c < columnCount; c++) {
            columns.add(reader.readText());
        }
        boolean created = reader.readByte() != 0;
        boolean unique = version > EntryKind.VERSION_WITHOUT_CONSTRAINTS && reader.readByte() != 0;
        return new DefinedIndex(new TableIndex(name, table, columns, unique), created);
    }

    private static InputTable readInput(RecordReader reader, int version) {
        String name = reader.readText();
        int eventTime = reader.readInt();
        int keySize = reader.readInt();
        List<Integer> key = new ArrayList<>(keySize);
        for (int k = 0; k < keySize; k++) {
            key.add(reader.readInt());
        }
        int fieldCount = reader.readInt();
        List<Field> fields = new ArrayList<>(fieldCount);
        for (int f = 0; f < fieldCount; f++) {
            fields.add(
                    new Field(
                            reader.readText(),
                            Type.parse(reader.readText()),
                            reader.readByte() != 0));
        }
        List<Lateness> lateness = new ArrayList<>();
        int latenessCount = version == EntryKind.VERSION_WITHOUT_LATENESS ? 0 : reader.readInt();
        for (int i = 0; i < latenessCount; i++) {
            lateness.add(new Lateness(reader.readInt(), reader.readLong(), reader.readLong()));
        }
        return new InputTable(name, new Schema(fields), key, eventTime, lateness);
    }
}
