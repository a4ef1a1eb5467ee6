package dev.tidemill.testkit.logic;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.engine.circuit.PlanRun;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.expression.ExpressionCompiler;
import dev.tidemill.engine.expression.Frame;
import dev.tidemill.engine.expression.Selection;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.Planner;
import dev.tidemill.sql.parse.LiveSqlParser;
import dev.tidemill.sql.statement.Statement;
import dev.tidemill.sql.statement.StatementReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one test file. Rows stand in keyed tables under a number; the tables that queries
 * name are live tables over those, so that rows which are corrected and taken back on the way to
 * their final state reach every query as retractions.
 */
final class LogicMill {
    private static final int TICKS = 4;
    private static final String NUMBER = "row number";

    private final Random random;
    private final Map<String, Schema> schemas = new LinkedHashMap<>();
    private final Map<String, List<List<@Nullable Object>>> rows = new LinkedHashMap<>();
    private final Map<String, Plan> views = new LinkedHashMap<>();

    LogicMill(Random random) {
        this.random = random;
    }

    /** A query's rows, or why there are none. */
    record Answer(@Nullable List<List<@Nullable Object>> rows, String refusal) {
        static Answer refused(String why) {
            return new Answer(null, why);
        }
    }

    /** Makes tables, views and rows; throws for what cannot be done. */
    void execute(String sql) {
        String words = sql.strip().toUpperCase(Locale.ROOT);
        if (words.startsWith("CREATE INDEX")
                || words.startsWith("CREATE UNIQUE INDEX")
                || words.startsWith("DROP INDEX")
                || words.startsWith("REINDEX")) {
            return;
        }
        if (words.startsWith("CREATE VIEW")) {
            String[] parts = sql.strip().split("\\s+", 5);
            views.put(parts[2].toLowerCase(Locale.ROOT), plan(parts[4]));
            return;
        }
        if (words.startsWith("DROP VIEW")) {
            views.remove(sql.strip().replaceAll(".*\\s", "").toLowerCase(Locale.ROOT));
            return;
        }
        if (words.startsWith("DROP TABLE")) {
            String name = sql.strip().replaceAll(".*\\s", "").toLowerCase(Locale.ROOT);
            schemas.remove(name);
            rows.remove(name);
            return;
        }
        if (words.startsWith("DELETE FROM")) {
            delete(sql.strip().split("\\s+", 4));
            return;
        }
        String ours = ours(sql);
        switch (new StatementReader(catalog()).read(ours, 0)) {
            case Statement.CreateTable create -> {
                schemas.put(create.name(), create.schema());
                rows.put(create.name(), new ArrayList<>());
            }
            case Statement.Insert insert -> insert(insert);
            case Statement other -> throw new IllegalArgumentException(other.toString());
        }
    }

    /** SQLite's REAL has 64 bits; what is unique and how long a text is does not matter here. */
    private static String ours(String sql) {
        String typed =
                sql.replaceAll("(?i)VARCHAR\\(\\d+\\)", "TEXT")
                        .replaceAll("(?i)\\bREAL\\b", "DOUBLE PRECISION");
        return typed.strip().toUpperCase(Locale.ROOT).startsWith("CREATE TABLE")
                ? typed.replaceAll("(?i) UNIQUE\\b", "")
                : typed;
    }

    private void insert(Statement.Insert insert) {
        List<List<@Nullable Object>> target =
                java.util.Objects.requireNonNull(rows.get(insert.table()));
        Plan query = insert.query();
        if (query == null) {
            insert.values().forEach(row -> target.add(values(row)));
            return;
        }
        Batch batch = new PlanRun(this::standing, 0).rows(query);
        for (int row = 0; row < batch.size(); row++) {
            target.add(batch.row(row));
        }
    }

    /** Values that read no rows. */
    private static List<@Nullable Object> values(List<Expr> row) {
        Batch one = new Batch(new Schema(List.of()), new Column[0], 1, null);
        Frame frame = Frame.over(one);
        List<@Nullable Object> values = new ArrayList<>();
        for (Expr value : row) {
            values.add(
                    ExpressionCompiler.compile(value).evaluate(frame, Selection.all(1)).value(0));
        }
        if (!frame.errors().isEmpty()) {
            throw new IllegalArgumentException(frame.errors().list().getFirst().message());
        }
        return values;
    }

    /** Rows that meet the condition leave the list, as often as the query gives them. */
    private void delete(String[] words) {
        String table = words[2].toLowerCase(Locale.ROOT);
        List<List<@Nullable Object>> all = java.util.Objects.requireNonNull(rows.get(table), table);
        Plan gone = plan("SELECT * FROM " + table + (words.length > 3 ? " " + words[3] : ""));
        Batch batch = new PlanRun(this::standing, 0).rows(gone);
        for (int row = 0; row < batch.size(); row++) {
            all.remove(batch.row(row));
        }
    }

    private TableSnapshot standing(String table) {
        return new ListedRows(
                nullable(java.util.Objects.requireNonNull(schemas.get(table), table)),
                java.util.Objects.requireNonNull(rows.get(table)));
    }

    private Catalog catalog() {
        List<CatalogTable> tables = new ArrayList<>();
        schemas.forEach((name, s) -> tables.add(CatalogTable.keyed(name, s, List.of())));
        views.forEach(
                (name, plan) -> tables.add(CatalogTable.keyed(name, plan.schema(), List.of())));
        return Catalog.of(tables);
    }

    private Plan plan(String sql) {
        return new Planner(catalog()).rows(LiveSqlParser.parse(ours(sql)), 0);
    }

    /** All queries as live tables of one circuit, read when the last row is in its place. */
    List<Answer> answers(List<String> queries) {
        List<LiveTable> live = new ArrayList<>();
        schemas.forEach(
                (name, schema) -> live.add(new LiveTable(name, overNumbered(name, schema))));
        views.forEach((name, plan) -> live.add(new LiveTable(name, plan)));
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < queries.size(); i++) {
            try {
                live.add(new LiveTable("query " + i, plan(queries.get(i))));
                answers.add(null);
            } catch (TidemillException e) {
                answers.add(Answer.refused(e.message()));
            }
        }
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        try (Circuit circuit = Circuit.create(space, inputs(), live, 1)) {
            for (int tick = 1; tick <= TICKS; tick++) {
                circuit.step(new TickInput(tick, 0, changes(tick)));
            }
            try (CircuitSnapshot snapshot = circuit.snapshot()) {
                for (int i = 0; i < answers.size(); i++) {
                    if (answers.get(i) == null) {
                        answers.set(i, answer(snapshot, "query " + i));
                    }
                }
            }
        }
        return answers;
    }

    private static Answer answer(CircuitSnapshot snapshot, String table) {
        if (snapshot.errors(table).rows() > 0) {
            return Answer.refused(
                    "error row: " + contents(snapshot.errors(table)).getFirst().get(1));
        }
        return new Answer(contents(snapshot.table(table)), "");
    }

    private static List<List<@Nullable Object>> contents(TableSnapshot table) {
        List<List<@Nullable Object>> found = new ArrayList<>();
        int[] columns = IntStream.range(0, table.schema().size()).toArray();
        for (Supplier<@Nullable Batch> part : table.scan(columns)) {
            for (var chunk = part.get(); chunk != null; chunk = part.get()) {
                for (int row = 0; row < chunk.size(); row++) {
                    found.add(chunk.row(row));
                }
            }
        }
        return found;
    }

    private static String numbered(String table) {
        return table + " rows";
    }

    private static Schema numbered(Schema schema) {
        return Schema.of(new Field(NUMBER, Type.BIGINT, false)).concat(nullable(schema));
    }

    private static Schema nullable(Schema schema) {
        return new Schema(schema.fields().stream().map(f -> Field.of(f.name(), f.type())).toList());
    }

    private List<InputTable> inputs() {
        List<InputTable> inputs = new ArrayList<>();
        schemas.forEach(
                (name, schema) ->
                        inputs.add(
                                new InputTable(numbered(name), numbered(schema), List.of(0), -1)));
        return inputs;
    }

    private static Plan overNumbered(String name, Schema schema) {
        Scan scan = new Scan(numbered(name), numbered(schema), List.of(0), false, -1);
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            Field field = schema.field(i);
            columns.add(new Project.Column(field.name(), new ColumnRef(i + 1, field.type())));
        }
        return new Project(scan, columns);
    }

    /**
     * What a tick brings: a row comes in one tick, possibly with the wrong contents until a later
     * one; strangers come and go.
     */
    private List<InputChange> changes(int tick) {
        List<InputChange> changes = new ArrayList<>();
        rows.forEach(
                (name, all) -> {
                    Schema schema = numbered(java.util.Objects.requireNonNull(schemas.get(name)));
                    BatchBuilder upserts = new BatchBuilder(schema, all.size() + 1);
                    BatchBuilder deletions = new BatchBuilder(schema, 4);
                    for (int i = 0; i < all.size(); i++) {
                        boolean last = tick == TICKS;
                        if (last || random.nextInt(TICKS) == 0) {
                            List<@Nullable Object> shown =
                                    last || random.nextBoolean()
                                            ? all.get(i)
                                            : all.get(random.nextInt(all.size()));
                            upserts.addRow(1, withNumber(i, shown));
                            if (!last && random.nextInt(4) == 0) {
                                upserts.addRow(1, withNumber(all.size() + i, shown));
                            }
                        }
                        if (last) {
                            deletions.addRow(1, withNumber(all.size() + i, all.get(i)));
                        }
                    }
                    add(changes, name, InputChange.Op.UPSERT, upserts);
                    add(changes, name, InputChange.Op.DELETE, deletions);
                });
        return changes;
    }

    private static void add(
            List<InputChange> changes, String table, InputChange.Op op, BatchBuilder rows) {
        if (rows.size() > 0) {
            changes.add(new InputChange(numbered(table), op, rows.build()));
        }
    }

    private static List<@Nullable Object> withNumber(long number, List<@Nullable Object> row) {
        List<@Nullable Object> numbered = new ArrayList<>(row.size() + 1);
        numbered.add(number);
        numbered.addAll(row);
        return numbered;
    }
}
