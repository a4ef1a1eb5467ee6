package dev.tidemill.testkit.postgres;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Case;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.Coalesce;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.InList;
import dev.tidemill.algebra.expr.JavaCall;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.Logical;
import dev.tidemill.algebra.expr.Now;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.testkit.oracle.TextFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An expression over one row as a PostgreSQL query. Column values and literals come in through a
 * subquery that PostgreSQL cannot fold, since it would otherwise evaluate the branches of a CASE
 * before they are chosen.
 */
final class PostgresExpression {
    private final List<String> constants = new ArrayList<>();
    private final List<? extends @Nullable Object> row;

    private PostgresExpression(List<? extends @Nullable Object> row) {
        this.row = row;
    }

    static String query(Expr expression, List<? extends @Nullable Object> row) {
        PostgresExpression rendering = new PostgresExpression(row);
        String sql = rendering.render(expression);
        return "SELECT (" + sql + ")::text FROM (SELECT " + rendering.columns() + " OFFSET 0) v";
    }

    private String columns() {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < constants.size(); i++) {
            columns.add(constants.get(i) + " AS k" + i);
        }
        return columns.isEmpty() ? "1 AS k" : String.join(", ", columns);
    }

    private String render(Expr expression) {
        return switch (expression) {
            case ColumnRef column -> constant(row.get(column.index()), column.type());
            case Literal literal -> constant(literal.value(), literal.type());
            case Now _ -> "now()";
            case Cast cast -> cast(cast);
            case Logical logical ->
                    "(" + String.join(" " + logical.kind() + " ", all(logical.operands())) + ")";
            case Case choice -> choose(choice);
            case Coalesce coalesce ->
                    "COALESCE(" + String.join(", ", all(coalesce.operands())) + ")";
            case InList in ->
                    "("
                            + render(in.input())
                            + " IN ("
                            + String.join(", ", all(List.copyOf(in.values())))
                            + "))";
            case Call call -> call(call);
            case JavaCall call ->
                    throw new IllegalArgumentException(
                            "PostgreSQL has no function of ours: " + call);
        };
    }

    /** NUMERIC has no NaN here, DECIMAL having none: it is out of range. */
    private String cast(Cast cast) {
        String sql = "CAST(" + render(cast.input()) + " AS " + typeName(cast.type()) + ")";
        return cast.type() instanceof DecimalType ? "finite(" + sql + ")" : sql;
    }

    private List<String> all(List<Expr> expressions) {
        return expressions.stream().map(this::render).toList();
    }

    private String choose(Case choice) {
        StringBuilder sql = new StringBuilder("CASE");
        for (Case.Branch branch : choice.branches()) {
            sql.append(" WHEN ").append(render(branch.condition()));
            sql.append(" THEN ").append(render(branch.result()));
        }
        return "(" + sql.append(" ELSE ").append(render(choice.otherwise())).append(" END)");
    }

    private String constant(@Nullable Object value, Type type) {
        constants.add(literal(value, type));
        return "k" + (constants.size() - 1);
    }

    static String literal(@Nullable Object value, Type type) {
        String text =
                switch (value) {
                    case null -> null;
                    case Interval i ->
                            i.months() + " mons " + i.days() + " days " + micros(i.micros());
                    case Double number -> number.toString();
                    default -> TextFormat.format(value, type);
                };
        return (text == null ? "NULL" : "'" + text.replace("'", "''") + "'")
                + "::"
                + typeName(type);
    }

    private static String micros(long micros) {
        return micros + " microseconds";
    }

    static String typeName(Type type) {
        return switch (type) {
            case DecimalType decimal ->
                    "numeric(" + decimal.precision() + "," + decimal.scale() + ")";
            case ArrayType array -> typeName(array.element()) + "[]";
            default -> simpleName(type);
        };
    }

    private static String simpleName(Type type) {
        if (type == Type.JSON) {
            return "jsonb";
        }
        return type == Type.DOUBLE ? "float8" : type.sqlName().toLowerCase(Locale.ROOT);
    }

    /** The result is brought into the call's type where PostgreSQL's own would be another. */
    private String call(Call call) {
        String sql = "(" + bare(call) + ")";
        return call.type() instanceof DecimalType || needsCast(call)
                ? "CAST(" + sql + " AS " + typeName(call.type()) + ")"
                : sql;
    }

    private static boolean needsCast(Call call) {
        return switch (call.function()) {
            case SIGN, EXTRACT -> true;
            default -> false;
        };
    }

    private String bare(Call call) {
        List<Expr> operands = call.arguments();
        String name = call.function().name().toLowerCase(Locale.ROOT);
        return switch (call.function()) {
            case ADD, TIMESTAMP_ADD, DATE_ADD, INTERVAL_ADD -> infix(operands, "+");
            case SUBTRACT, TIMESTAMP_SUBTRACT, DATE_SUBTRACT, INTERVAL_SUBTRACT ->
                    infix(operands, "-");
            case TIMESTAMP_DIFFERENCE, DATE_DIFFERENCE -> infix(operands, "-");
            case MULTIPLY, INTERVAL_MULTIPLY -> infix(operands, "*");
            case DIVIDE -> quotient(call);
            case MODULO -> infix(operands, "%");
            case NEGATE, INTERVAL_NEGATE -> "- " + render(operands.getFirst());
            case ROUND_TO -> function("round", operands);
            case TRUNCATE -> function("trunc", operands);
            case LOG10 -> function("log", operands);
            case EQUAL -> infix(operands, "=");
            case NOT_EQUAL -> infix(operands, "<>");
            case LESS -> infix(operands, "<");
            case LESS_OR_EQUAL -> infix(operands, "<=");
            case GREATER -> infix(operands, ">");
            case GREATER_OR_EQUAL -> infix(operands, ">=");
            case IS_DISTINCT -> infix(operands, "IS DISTINCT FROM");
            case IS_NOT_DISTINCT -> infix(operands, "IS NOT DISTINCT FROM");
            case NOT -> "NOT " + render(operands.getFirst());
            case IS_NULL, IS_NOT_NULL, IS_TRUE, IS_NOT_TRUE, IS_FALSE, IS_NOT_FALSE ->
                    render(operands.getFirst()) + " " + name.replace('_', ' ');
            case CONCAT -> infix(operands, "||");
            case CONCAT_SKIP_NULLS -> function("concat", operands);
            case TRIM -> function("btrim", operands);
            case POSITION -> function("strpos", operands.reversed());
            case LIKE -> pattern(operands, "LIKE");
            case ILIKE -> pattern(operands, "ILIKE");
            case REGEXP_MATCH -> infix(operands, "~");
            case REGEXP_IMATCH -> infix(operands, "~*");
            case SHA256 ->
                    "encode(sha256(convert_to("
                            + render(operands.getFirst())
                            + ", 'UTF8')), 'hex')";
            case HASH64 ->
                    "('x' || left(md5(" + render(operands.getFirst()) + "), 16))::bit(64)::bigint";
            case BIT_AND -> infix(operands, "&");
            case BIT_OR -> infix(operands, "|");
            case BIT_XOR -> infix(operands, "#");
            case BIT_NOT -> "~ " + render(operands.getFirst());
            case SHIFT_LEFT -> infix(operands, "<<");
            case SHIFT_RIGHT -> infix(operands, ">>");
            case TRUNCATE_TO -> function("trunc", operands);
            case REGEXP_SUBSTRING -> function("substring", operands);
            case REGEXP_GROUPS -> function("regexp_match", operands);
            case REGEXP_SPLIT -> function("regexp_split_to_array", operands);
            case ARRAY ->
                    "ARRAY[" + String.join(", ", all(operands)) + "]::" + typeName(call.type());
            case ELEMENT -> "(" + render(operands.get(0)) + ")[" + render(operands.get(1)) + "]";
            case ARRAY_CONCAT -> function("array_cat", operands);
            case IN_ARRAY -> render(operands.get(0)) + " = ANY (" + render(operands.get(1)) + ")";
            case ARRAY_CONTAINS, JSON_CONTAINS -> infix(operands, "@>");
            case ARRAY_OVERLAPS -> infix(operands, "&&");
            case JSON_GET -> infix(operands, "->");
            case JSON_GET_TEXT -> infix(operands, "->>");
            case JSON_PATH -> infix(operands, "#>");
            case JSON_PATH_TEXT -> infix(operands, "#>>");
            case JSON_HAS_KEY -> function("jsonb_exists", operands);
            case JSON_TYPEOF -> function("jsonb_typeof", operands);
            case JSON_ARRAY_LENGTH -> function("jsonb_array_length", operands);
            case JSON_BUILD_OBJECT -> function("jsonb_build_object", operands);
            case JSON_BUILD_ARRAY -> function("jsonb_build_array", operands);
            case TO_JSON -> function("to_jsonb", operands);
            case JSON_STRIP_NULLS -> function("jsonb_strip_nulls", operands);
            case JSON_CONCAT -> infix(operands, "||");
            case JSON_DELETE -> infix(operands, "-");
            case AT_TIME_ZONE -> infix(operands, "AT TIME ZONE");
            case DATE_TRUNC_ZONE -> function("date_trunc", operands);
            case INTERVAL_DIVIDE -> infix(operands, "/");
            case EXTRACT ->
                    "EXTRACT("
                            + unit(operands.getFirst())
                            + " FROM "
                            + render(operands.get(1))
                            + ")";
            default -> function(name, operands);
        };
    }

    private String infix(List<Expr> operands, String operator) {
        return render(operands.get(0)) + " " + operator + " " + render(operands.get(1));
    }

    private String function(String name, List<Expr> operands) {
        return name + "(" + String.join(", ", all(operands)) + ")";
    }

    private String pattern(List<Expr> operands, String operator) {
        return infix(operands, operator) + " ESCAPE " + render(operands.get(2));
    }

    private static String unit(Expr literal) {
        return String.valueOf(((Literal) literal).value());
    }

    /** More digits than the result keeps, so that only the last rounding shows. */
    private String quotient(Call call) {
        List<Expr> operands = call.arguments();
        return call.type() instanceof DecimalType
                ? "CAST("
                        + render(operands.get(0))
                        + " AS numeric(200,80)) / "
                        + render(operands.get(1))
                : infix(operands, "/");
    }
}
