package dev.tidemill.sql.parse;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.sql.validate.OverFunction;
import dev.tidemill.sql.validate.SqlErrors;
import dev.tidemill.sql.validate.TimeWindowFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Windows of time as a table function, made a subquery. Calcite's and Flink's form and a shorter
 * one are taken: the table may be {@code TABLE t}, {@code t} or a query; a column may be {@code
 * DESCRIPTOR(c)} or {@code c}; arguments may have their names.
 *
 * <pre>
 * TUMBLE(t, c, size [, origin])           HOP(t, c, step, size [, origin])
 * CUMULATE(t, c, step, size [, origin])   SESSION(t, c [, DESCRIPTOR(k, …)], gap)
 * </pre>
 */
final class WindowTables {
    private static final Map<String, List<String>> PARAMETERS =
            Map.of(
                    "tumble", List.of("data", "timecol", "size", "offset"),
                    "hop", List.of("data", "timecol", "slide", "size", "offset"),
                    "cumulate", List.of("data", "timecol", "step", "size", "offset"),
                    "session", List.of("data", "timecol", "key", "gap"));

    private final String name;
    private final SqlParserPos position;
    private final Map<String, SqlNode> arguments = new HashMap<>();

    private WindowTables(String name, SqlParserPos position) {
        this.name = name;
        this.position = position;
    }

    /**
     * The subquery; any other table function is left as it is.
     *
     * @param unnamed whether the subquery takes the table's name
     */
    static SqlNode plain(SqlCall collection, boolean unnamed) {
        if (!(collection.operand(0) instanceof SqlCall call)) {
            return collection;
        }
        String name =
                call.getOperator() instanceof SqlUnresolvedFunction function
                        ? function.getNameAsId().toString()
                        : call.getOperator().getName();
        name = name.toLowerCase(Locale.ROOT);
        List<String> parameters = PARAMETERS.get(name);
        if (parameters == null) {
            return collection;
        }
        WindowTables table = new WindowTables(name, call.getParserPosition());
        table.read(call.getOperandList(), parameters);
        return table.build(unnamed);
    }

    private void read(List<SqlNode> operands, List<String> parameters) {
        boolean keyless = name.equals("session") && operands.size() < parameters.size();
        int next = 0;
        for (SqlNode operand : operands) {
            if (operand.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
                SqlCall assignment = (SqlCall) operand;
                String parameter = assignment.operand(1).toString().toLowerCase(Locale.ROOT);
                if (!parameters.contains(parameter)) {
                    throw refused(parameter + " is no argument");
                }
                arguments.put(parameter, assignment.operand(0));
                continue;
            }
            next += keyless && next == 2 ? 1 : 0;
            if (next == parameters.size()) {
                throw refused("too many arguments");
            }
            arguments.put(parameters.get(next++), operand);
        }
    }

    private TidemillException refused(String fact) {
        return SqlErrors.at(
                        position,
                        ErrorCode.INVALID_SQL,
                        fact + " of " + name.toUpperCase(Locale.ROOT))
                .withHint("Write " + name + "(table, time column, interval …).");
    }

    private SqlNode required(String parameter) {
        SqlNode argument = arguments.get(parameter);
        if (argument == null) {
            throw refused("the argument " + parameter + " is missing, it is one");
        }
        return argument;
    }

    private SqlNode build(boolean unnamed) {
        SqlNode data = required("data");
        List<SqlNode> keys = new ArrayList<>();
        if (data.getKind() == SqlKind.SET_SEMANTICS_TABLE) {
            keys.addAll(((SqlNodeList) ((SqlCall) data).operand(1)).getList());
            data = ((SqlCall) data).operand(0);
        }
        if (data.getKind() == SqlKind.EXPLICIT_TABLE) {
            data = ((SqlCall) data).operand(0);
        }
        if (data.getKind() == SqlKind.CURSOR) {
            data = ((SqlCall) data).operand(0);
        }
        SqlNode key = arguments.get("key");
        if (key != null) {
            keys.addAll(columns(key));
        }
        SqlNode time = columns(required("timecol")).getFirst();
        SqlNode query = select(data, time, bounds(time, keys));
        return unnamed && data instanceof SqlIdentifier table
                ? SqlStdOperatorTable.AS.createCall(
                        position, query, new SqlIdentifier(table.names.getLast(), position))
                : query;
    }

    private static List<SqlNode> columns(SqlNode descriptor) {
        boolean named =
                descriptor instanceof SqlCall call
                        && call.getOperator().getName().equalsIgnoreCase("descriptor");
        return named ? ((SqlCall) descriptor).getOperandList() : List.of(descriptor);
    }

    /** The start and the end of the window. */
    private List<SqlNode> bounds(SqlNode time, List<SqlNode> keys) {
        return switch (name) {
            case "tumble" -> {
                SqlNode size = required("size");
                yield windows(
                        TimeWindowFunction.HOP_START, TimeWindowFunction.HOP_END, time, size, size);
            }
            case "hop" ->
                    windows(
                            TimeWindowFunction.HOP_START,
                            TimeWindowFunction.HOP_END,
                            time,
                            required("slide"),
                            required("size"));
            case "cumulate" ->
                    windows(
                            TimeWindowFunction.CUMULATE_START,
                            TimeWindowFunction.CUMULATE_END,
                            time,
                            required("step"),
                            required("size"));
            default ->
                    List.of(
                            session(OverFunction.SESSION_START_NAME, time, keys),
                            session(OverFunction.SESSION_END_NAME, time, keys));
        };
    }

    private List<SqlNode> windows(
            TimeWindowFunction start,
            TimeWindowFunction end,
            SqlNode time,
            SqlNode step,
            SqlNode size) {
        SqlNode given = arguments.get("offset");
        SqlNode origin = given == null ? PostgresSyntax.interval(position, 1, "0 seconds") : given;
        return List.of(
                start.operator().createCall(position, time, step, size, origin),
                end.operator().createCall(position, time, step, size, origin));
    }

    private SqlNode session(String function, SqlNode time, List<SqlNode> keys) {
        return SqlStdOperatorTable.OVER.createCall(
                position,
                OrderedSelects.call(function, position, time, required("gap")),
                OrderedSelects.window(position, keys, List.of(time)));
    }

    private SqlSelect select(SqlNode data, SqlNode time, List<SqlNode> bounds) {
        List<SqlNode> items =
                List.of(
                        SqlIdentifier.star(position),
                        named(bounds.get(0), "window_start"),
                        named(bounds.get(1), "window_end"));
        return new SqlSelect(
                position,
                SqlNodeList.EMPTY,
                new SqlNodeList(items, position),
                data,
                SqlStdOperatorTable.IS_NOT_NULL.createCall(position, time),
                null,
                null,
                SqlNodeList.EMPTY,
                null,
                null,
                null,
                null,
                SqlNodeList.EMPTY);
    }

    private SqlNode named(SqlNode node, String name) {
        return SqlStdOperatorTable.AS.createCall(position, node, new SqlIdentifier(name, position));
    }
}
