package dev.tidemill.node.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.connectors.format.ParseOptions;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.connectors.format.RowFormat;
import dev.tidemill.connectors.format.RowParser;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.read.ErrorsTable;
import dev.tidemill.node.read.QueryableTick;
import dev.tidemill.node.read.Viewport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes a test of what a running mill has: the newest rows of the event tables below a live table,
 * rows of the keyed tables below it that those name, and what the live table is over these alone.
 * Owned by one call.
 */
public final class Recorder {
    /** How many rows of each table are taken when nobody says it. */
    public static final int ROWS_DEFAULT = 20;

    /** More rows of a table make no test that a person reads. */
    public static final int ROWS_MAX = 1000;

    /** Texts by which rows of a keyed table are asked for. */
    private static final int KEYS_MAX = 2000;

    private static final Set<Type> ASKED_BY = Set.of(Type.TEXT, Type.INTEGER, Type.BIGINT);

    private final PlannedProject project;
    private final RunningMill mill;
    private final int rowsMax;
    private final Map<String, Batch> recorded = new LinkedHashMap<>();

    /** The mill that is recorded. */
    public interface RunningMill {
        /** The rows of one SELECT, one JSON object a line. */
        byte[] ndjson(String sql);

        /** The mill's {@code now()} in microseconds since 1970 UTC. */
        long nowMicros();
    }

    /**
     * A test.
     *
     * @param yaml the test's file
     * @param inputs how many rows it has of each table
     * @param rows how many rows it expects
     */
    public record Recording(String yaml, Map<String, Integer> inputs, long rows) {
        public Recording {
            requireNonNull(yaml, "yaml");
            inputs = new LinkedHashMap<>(inputs);
        }
    }

    private Recorder(PlannedProject project, RunningMill mill, int rowsMax) {
        this.project = requireNonNull(project, "project");
        this.mill = requireNonNull(mill, "mill");
        this.rowsMax = rowsMax;
    }

    /**
     * Records a live table.
     *
     * @param project whose definitions the mill runs
     * @param jarCopies as for {@link ProjectTests#run(Project, Path)}
     * @param rowsMax of each table below it, 1 to {@link #ROWS_MAX}
     * @throws TidemillException UNKNOWN_TABLE when the project has no such live table;
     *     CONTRACT_VIOLATION when a row of the mill breaks the project's contract; INVALID_ARGUMENT
     */
    public static Recording record(
            Project project, Path jarCopies, String table, int rowsMax, RunningMill mill) {
        if (rowsMax < 1 || rowsMax > ROWS_MAX) {
            throw new TidemillException(
                    ErrorCode.INVALID_ARGUMENT, "rows are 1 to " + ROWS_MAX + ", not " + rowsMax);
        }
        PlannedProject planned = PlannedProject.of(project, jarCopies);
        if (!planned.tables().live().containsKey(table)) {
            throw new TidemillException(
                            ErrorCode.UNKNOWN_TABLE, "the project has no live table " + table)
                    .withHint(ClosestWord.hint(table, planned.tables().live().keySet()));
        }
        return new Recorder(planned, mill, rowsMax).record(table);
    }

    private Recording record(String table) {
        Set<InputTable> inputs = new LinkedHashSet<>();
        collectInputs(table, inputs);
        inputs.stream().filter(input -> !input.isKeyed()).forEach(this::recordEvents);
        inputs.stream().filter(InputTable::isKeyed).forEach(this::recordKeyed);
        long now = mill.nowMicros();
        try (TestMill copy = new TestMill(project, project.live(), now)) {
            copy.tick(now, taken());
            try (QueryableTick tick = new QueryableTick(copy.pin())) {
                requireAllTaken(tick);
                return recording(table, tick);
            }
        }
    }

    private void collectInputs(String table, Set<InputTable> inputs) {
        PlannedTable live = project.tables().live().get(table);
        InputTable input = project.tables().inputs().get(table);
        if (live != null) {
            live.inputs().forEach(below -> collectInputs(below, inputs));
        } else if (input != null && !SystemTables.isSystem(table)) {
            inputs.add(input);
        }
    }

    /** The newest rows, oldest first. */
    private void recordEvents(InputTable table) {
        String order =
                table.eventTime() < 0
                        ? ""
                        : " ORDER BY " + quoted(name(table, table.eventTime())) + " DESC";
        Batch rows = ask(table, order);
        int[] reversed = new int[rows.size()];
        for (int i = 0; i < reversed.length; i++) {
            reversed[i] = reversed.length - 1 - i;
        }
        recorded.put(table.name(), rows.gather(reversed, reversed.length));
    }

    /**
     * The rows whose key stands in what was recorded before; when there is none, the first ones.
     */
    private void recordKeyed(InputTable table) {
        Batch rows = Batch.empty(table.schema());
        if (table.key().size() == 1) {
            int key = table.key().getFirst();
            Set<String> named = literals(table.schema().type(key));
            if (!named.isEmpty()) {
                String keys = String.join(", ", named);
                rows = ask(table, " WHERE " + quoted(name(table, key)) + " IN (" + keys + ")");
            }
        }
        if (rows.isEmpty()) {
            String keys =
                    table.key().stream()
                            .map(column -> quoted(name(table, column)))
                            .collect(Collectors.joining(", "));
            rows = ask(table, " ORDER BY " + keys);
        }
        recorded.put(table.name(), rows);
    }

    private static String name(InputTable table, int column) {
        return table.schema().field(column).name();
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The values of this type in all recorded rows, as SQL writes them. */
    private Set<String> literals(Type type) {
        Set<String> literals = new LinkedHashSet<>();
        if (!ASKED_BY.contains(type)) {
            return literals;
        }
        for (Batch rows : recorded.values()) {
            for (Column column : rows.columns()) {
                for (int row = 0; column.type().equals(type) && row < column.size(); row++) {
                    Object value = column.value(row);
                    if (value != null && literals.size() < KEYS_MAX) {
                        literals.add(literal(value));
                    }
                }
            }
        }
        return literals;
    }

    private static String literal(Object value) {
        return value instanceof String text
                ? "'" + text.replace("'", "''") + "'"
                : value.toString();
    }

    private Batch ask(InputTable table, String which) {
        String columns =
                table.schema().names().stream()
                        .map(Recorder::quoted)
                        .collect(Collectors.joining(", "));
        byte[] body =
                mill.ndjson(
                        "SELECT %s FROM %s%s LIMIT %d"
                                .formatted(columns, quoted(table.name()), which, rowsMax));
        ParsedRows rows =
                RowParser.of(RowFormat.NDJSON, table.schema(), ParseOptions.DEFAULT)
                        .parse(body, 0, body.length);
        if (!rows.refused().isEmpty()) {
            throw other(table.name(), rows.refused().getFirst().reason());
        }
        return rows.rows();
    }

    private static TidemillException other(String table, String reason) {
        return new TidemillException(
                        ErrorCode.CONTRACT_VIOLATION,
                        "a row of %s does not keep the project's contract: %s"
                                .formatted(table, reason))
                .withHint("the mill that runs has other definitions; record with the same ones");
    }

    private List<TestMill.Input> taken() {
        List<TestMill.Input> inputs = new ArrayList<>();
        recorded.forEach(
                (name, rows) -> {
                    InputTable table = requireNonNull(project.tables().inputs().get(name));
                    InputChange.Op op =
                            table.isKeyed() ? InputChange.Op.UPSERT : InputChange.Op.INSERT;
                    inputs.add(new TestMill.Input(table, op, ParsedRows.of(rows)));
                });
        return inputs;
    }

    private static void requireAllTaken(QueryableTick tick) {
        Batch aside = all(tick, SystemTables.QUARANTINE.name());
        if (!aside.isEmpty()) {
            List<String> first = ValueTexts.orEmpty(aside, 0);
            throw other(first.get(1), first.get(4));
        }
    }

    private static Batch all(QueryableTick tick, String table) {
        return Viewport.rows(tick.table(table), Viewport.Order.NONE, 0, TableComparison.ROWS_MAX);
    }

    private Recording recording(String table, QueryableTick tick) {
        Batch rows = TestFileText.sorted(all(tick, table));
        Map<String, Batch> expected = new LinkedHashMap<>();
        expected.put(table, rows);
        Batch errors = all(tick, ErrorsTable.NAME);
        if (!errors.isEmpty()) {
            Schema schema = errors.schema();
            expected.put(
                    ErrorsTable.NAME,
                    TestFileText.sorted(
                            errors.select(
                                    schema.indexOf("table_name"),
                                    schema.indexOf("code"),
                                    schema.indexOf("message"))));
        }
        Map<String, Integer> counts = new TreeMap<>();
        recorded.forEach((name, batch) -> counts.put(name, batch.size()));
        String yaml =
                TestFileText.of(
                        table + " over rows that a running mill had.",
                        tick.nowMicros(),
                        recorded,
                        expected);
        return new Recording(yaml, counts, rows.size());
    }
}
