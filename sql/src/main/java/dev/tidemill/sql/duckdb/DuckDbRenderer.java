package dev.tidemill.sql.duckdb;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.bound.Frontier;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AsofJoin;
import dev.tidemill.algebra.plan.Filter;
import dev.tidemill.algebra.plan.FinalRows;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.plan.SetOperation;
import dev.tidemill.algebra.plan.TemporalFilter;
import dev.tidemill.algebra.plan.TimeWindows;
import dev.tidemill.algebra.plan.TopN;
import dev.tidemill.algebra.plan.Union;
import dev.tidemill.algebra.plan.Unnest;
import dev.tidemill.algebra.plan.Values;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A plan as one DuckDB query that gives the plan's rows as a batch, at a given time.
 *
 * <p>The answer is the plan's exactly, but for these: DOUBLE sums and averages may differ in their
 * last digits; an expression that fails makes the whole query fail instead of one error row; a
 * frame of ROWS that leaves out the group or the ties of its row leaves out no other rows; and
 * products, quotients and averages of DECIMAL need their digits before rounding to fit into 38.
 *
 * <p>Inside the query every level names its columns {@code c0, c1, …}, and a TIMESTAMPTZ is the
 * TIMESTAMP of its UTC clock, so that the connection's time zone does not matter.
 */
public final class DuckDbRenderer {
    private final UnaryOperator<String> relations;
    private final String now;
    private final Frontier frontier;

    /**
     * @param relations gives the relation that holds a table's rows, as SQL; its columns bear the
     *     table's column names
     * @param nowMicros the time that temporal filters compare with, since 1970 in UTC
     */
    public DuckDbRenderer(UnaryOperator<String> relations, long nowMicros) {
        this(relations, nowMicros, Frontier.of(nowMicros, Map.of()));
    }

    /**
     * @param frontier the watermarks that say which rows are final
     */
    public DuckDbRenderer(UnaryOperator<String> relations, long nowMicros, Frontier frontier) {
        this.relations = requireNonNull(relations, "relations");
        this.now = DuckDbLiterals.timestamp(nowMicros);
        this.frontier = requireNonNull(frontier, "frontier");
    }

    /** The query; its columns bear the names of the plan's schema. */
    public String render(Plan plan) {
        Schema schema = plan.schema();
        String columns =
                IntStream.range(0, schema.size())
                        .mapToObj(i -> output(i, schema.field(i)))
                        .collect(Collectors.joining(", "));
        return "SELECT " + columns + " FROM (" + node(plan) + ") AS t";
    }

    private static String output(int index, Field field) {
        String value = "c" + index;
        return (field.type() == Type.TIMESTAMPTZ ? value + " AT TIME ZONE 'UTC'" : value)
                + " AS "
                + quoted(field.name());
    }

    /** An identifier as DuckDB reads it. */
    static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private String node(Plan plan) {
        return switch (plan) {
            case Scan scan -> scan(scan);
            case Filter filter -> where(filter.input(), expression(filter.predicate()));
            case TemporalFilter filter -> temporal(filter);
            case Project project -> project(project);
            case Aggregate aggregate ->
                    DuckDbAggregates.query(aggregate, "(" + node(aggregate.input()) + ") AS t");
            case Join join -> DuckDbJoins.query(join, node(join.left()), node(join.right()));
            case AsofJoin join ->
                    DuckDbAsofJoins.query(join, node(join.left()), node(join.right()));
            case TopN top -> top(top);
            case FinalRows rows -> finalRows(rows);
            case Over over -> DuckDbOver.query(over, "(" + node(over.input()) + ") AS t");
            case Unnest unnest ->
                    DuckDbArrays.unnest(unnest, "(" + node(unnest.input()) + ") AS t");
            case TimeWindows windows ->
                    DuckDbTimeWindows.query(windows, "(" + node(windows.input()) + ") AS t");
            case SetOperation set ->
                    "("
                            + node(set.left())
                            + ") "
                            + set.kind()
                            + (set.all() ? " ALL (" : " (")
                            + node(set.right())
                            + ")";
            case Union union ->
                    union.inputs().stream()
                            .map(input -> "(" + node(input) + ")")
                            .collect(Collectors.joining(" UNION ALL "));
            case Values values -> values(values);
        };
    }

    private String scan(Scan scan) {
        Schema schema = scan.schema();
        String columns =
                IntStream.range(0, schema.size())
                        .mapToObj(i -> input(schema.field(i)) + " AS c" + i)
                        .collect(Collectors.joining(", "));
        return "SELECT " + columns + " FROM " + relations.apply(scan.table());
    }

    private static String input(Field field) {
        String name = quoted(field.name());
        return field.type() == Type.TIMESTAMPTZ ? name + " AT TIME ZONE 'UTC'" : name;
    }

    private String where(Plan input, String condition) {
        return "SELECT * FROM (" + node(input) + ") AS t WHERE " + condition;
    }

    private String finalRows(FinalRows rows) {
        OptionalLong bound = rows.bound().at(frontier);
        if (bound.isEmpty()) {
            return where(rows.input(), "FALSE");
        }
        Type type = rows.schema().type(rows.column());
        Object value =
                type.physical() == Physical.INT
                        ? (Object) Math.toIntExact(bound.getAsLong())
                        : bound.getAsLong();
        String literal = DuckDbLiterals.literal(new Literal(value, type));
        return where(rows.input(), "c" + rows.column() + " < " + literal);
    }

    private String temporal(TemporalFilter filter) {
        List<String> conditions = new ArrayList<>();
        if (filter.from() != null) {
            conditions.add(expression(filter.from()) + " <= " + now);
        }
        if (filter.to() != null) {
            conditions.add(now + " < " + expression(filter.to()));
        }
        return where(filter.input(), String.join(" AND ", conditions));
    }

    private String project(Project project) {
        List<String> columns = new ArrayList<>();
        for (Project.Column column : project.columns()) {
            columns.add(expression(column.expression()) + " AS c" + columns.size());
        }
        return "SELECT "
                + String.join(", ", columns)
                + " FROM ("
                + node(project.input())
                + ") AS t";
    }

    private static String expression(Expr expression) {
        return new DuckDbExpressions(column -> "c" + column).render(expression);
    }

    private String top(TopN top) {
        // Ties are broken by the whole row, so that the answer is one.
        int width = top.input().schema().size();
        String order = DuckDbOver.order(top.order(), top.ties() ? 0 : width);
        String by =
                top.partition().isEmpty()
                        ? ""
                        : "PARTITION BY "
                                + top.partition().stream()
                                        .map(c -> "c" + c)
                                        .collect(Collectors.joining(", "))
                                + " ";
        if (top.ties()) {
            return tied(top, by);
        }
        String number = "row_number() OVER (" + by + order + ")";
        String last =
                top.limit() > Long.MAX_VALUE - top.offset()
                        ? ""
                        : " AND " + number + " <= " + (top.offset() + top.limit());
        return "SELECT *"
                + (top.isNumbered() ? ", " + number + " AS c" + width : "")
                + " FROM ("
                + node(top.input())
                + ") AS t QUALIFY "
                + number
                + " > "
                + top.offset()
                + last;
    }

    /** With ties: what is not behind the last place by rank, nor before the first by number. */
    private String tied(TopN top, String by) {
        String total = DuckDbOver.order(top.order(), top.schema().size());
        String rank = "rank() OVER (" + by + DuckDbOver.order(top.order(), 0) + ") <= ";
        String number = "row_number() OVER (" + by + total + ") > ";
        long last =
                top.limit() > Long.MAX_VALUE - top.offset()
                        ? Long.MAX_VALUE
                        : top.offset() + top.limit();
        return "SELECT * FROM ("
                + node(top.input())
                + ") AS t QUALIFY "
                + rank
                + (top.limit() == 0 ? 0 : last)
                + " AND "
                + number
                + top.offset();
    }

    private static String values(Values values) {
        Schema schema = values.schema();
        if (values.rows().isEmpty()) {
            String columns =
                    IntStream.range(0, schema.size())
                            .mapToObj(
                                    i ->
                                            "CAST(NULL AS "
                                                    + DuckDbTypes.name(schema.type(i))
                                                    + ") AS c"
                                                    + i)
                            .collect(Collectors.joining(", "));
            return "SELECT " + columns + " WHERE FALSE";
        }
        String rows =
                values.rows().stream()
                        .map(
                                row ->
                                        row.stream()
                                                .map(DuckDbLiterals::literal)
                                                .collect(Collectors.joining(", ", "(", ")")))
                        .collect(Collectors.joining(", "));
        String names =
                IntStream.range(0, schema.size())
                        .mapToObj(i -> "c" + i)
                        .collect(Collectors.joining(", "));
        return "SELECT * FROM (VALUES " + rows + ") AS t(" + names + ")";
    }
}
