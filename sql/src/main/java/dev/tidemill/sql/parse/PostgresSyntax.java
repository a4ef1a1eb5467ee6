package dev.tidemill.sql.parse;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.plan.Frame;
import dev.tidemill.sql.validate.LiveOperatorTable;
import dev.tidemill.sql.validate.PostgresOperators;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.Set;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlPrefixOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlUserDefinedTypeNameSpec;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.jspecify.annotations.Nullable;

/** What the grammar's PostgreSQL extensions build; called by the generated parser. */
public final class PostgresSyntax {
    private static final int CAST_PRECEDENCE = 94;
    private static final int TIME_ZONE_PRECEDENCE = 90;
    private static final int POWER_PRECEDENCE = 70;

    /** That of every operator which PostgreSQL does not name in its table. */
    private static final int ARROW_PRECEDENCE = 36;

    /** {@code expression::type}; {@link PostgresDialect} makes it a CAST. */
    public static final SqlBinaryOperator INFIX_CAST =
            operator("::", SqlKind.CAST, CAST_PRECEDENCE);

    public static final SqlBinaryOperator JSON_ARROW =
            operator("->", SqlKind.OTHER, ARROW_PRECEDENCE);
    public static final SqlBinaryOperator JSON_TEXT_ARROW =
            operator("->>", SqlKind.OTHER, ARROW_PRECEDENCE);
    public static final SqlBinaryOperator AT_TIME_ZONE =
            operator("AT TIME ZONE", SqlKind.OTHER, TIME_ZONE_PRECEDENCE);

    static final SqlSpecialOperator DISTINCT_ON =
            new SqlSpecialOperator("DISTINCT ON", SqlKind.OTHER);
    private static final SqlSpecialOperator WITH_TIES =
            new SqlSpecialOperator("WITH TIES", SqlKind.OTHER);
    public static final SqlBinaryOperator CONCAT = other("||");
    public static final SqlBinaryOperator POWER = operator("^", SqlKind.OTHER, POWER_PRECEDENCE);
    public static final SqlBinaryOperator BIT_AND = other("&");
    public static final SqlBinaryOperator BIT_OR = other("|");
    public static final SqlBinaryOperator BIT_XOR = other("#");
    public static final SqlBinaryOperator SHIFT_LEFT = other("<<");
    public static final SqlBinaryOperator SHIFT_RIGHT = other(">>");
    public static final SqlBinaryOperator JSON_PATH = other("#>");
    public static final SqlBinaryOperator JSON_PATH_TEXT = other("#>>");
    public static final SqlBinaryOperator CONTAINS = other("@>");
    public static final SqlBinaryOperator CONTAINED = other("<@");
    public static final SqlBinaryOperator OVERLAP = other("&&");
    public static final SqlBinaryOperator PATH_EXISTS = other("@?");
    public static final SqlBinaryOperator PATH_MATCH = other("@@");
    public static final SqlPrefixOperator BIT_COMPLEMENT =
            new SqlPrefixOperator(
                    "~", SqlKind.OTHER, POWER_PRECEDENCE, ReturnTypes.ARG0, null, OperandTypes.ANY);

    /** The operators that are replaced by our function of the same name. */
    static final Set<SqlOperator> BY_NAME =
            Set.of(
                    JSON_ARROW,
                    JSON_TEXT_ARROW,
                    AT_TIME_ZONE,
                    CONCAT,
                    BIT_AND,
                    BIT_OR,
                    BIT_XOR,
                    SHIFT_LEFT,
                    SHIFT_RIGHT,
                    JSON_PATH,
                    JSON_PATH_TEXT,
                    CONTAINS,
                    CONTAINED,
                    OVERLAP,
                    PATH_EXISTS,
                    PATH_MATCH,
                    BIT_COMPLEMENT);

    private PostgresSyntax() {}

    private static SqlBinaryOperator other(String name) {
        return operator(name, SqlKind.OTHER, ARROW_PRECEDENCE);
    }

    private static SqlBinaryOperator operator(String name, SqlKind kind, int precedence) {
        return new SqlBinaryOperator(
                name,
                kind,
                precedence,
                true,
                ReturnTypes.ARG0,
                InferTypes.FIRST_KNOWN,
                OperandTypes.ANY_ANY);
    }

    /** {@code INTERVAL '1 hour'}. */
    public static SqlNode interval(SqlParserPos position, int sign, String text) {
        SqlNode literal =
                PostgresOperators.INTERVAL.createCall(
                        position, SqlLiteral.createCharString(text, position));
        return sign < 0 ? PostgresOperators.NEGATE.createCall(position, literal) : literal;
    }

    /** {@code INTERVAL '1' HOUR}. */
    public static SqlNode interval(
            SqlParserPos position, int sign, String text, SqlIntervalQualifier qualifier) {
        TimeUnit end = qualifier.timeUnitRange.endUnit;
        if (end != null) {
            throw SqlErrors.unsupported(position, "INTERVAL with a range of units")
                    .withHint("Write the units inside the text: INTERVAL '1 day 02:30:00'.");
        }
        return interval(position, sign, text.trim() + " " + qualifier.getStartUnit().name());
    }

    /** The type name in {@code text::interval}. */
    public static SqlDataTypeSpec intervalType(SqlParserPos position) {
        return new SqlDataTypeSpec(new SqlUserDefinedTypeNameSpec("interval", position), position);
    }

    /** What {@code DISTINCT ON} leaves behind in a SELECT; {@link SelectForms} takes it out. */
    public static SqlNode distinctOn(SqlParserPos position, SqlNodeList expressions) {
        return DISTINCT_ON.createCall(position, expressions.getList());
    }

    /** The word GROUPS in a window, for which Calcite's tree has no place of its own. */
    public static SqlLiteral groups(SqlParserPos position) {
        return SqlLiteral.createSymbol(Frame.Mode.GROUPS, position);
    }

    /** {@code FETCH FIRST count ROWS WITH TIES}. */
    public static SqlNode withTies(SqlParserPos position, SqlNode count) {
        return WITH_TIES.createCall(position, count);
    }

    /** A query with ORDER BY, OFFSET and LIMIT. */
    public static SqlNode ordered(
            SqlParserPos position,
            SqlNode query,
            SqlNodeList order,
            @Nullable SqlNode offset,
            @Nullable SqlNode fetch) {
        if (!(fetch instanceof SqlCall call) || call.getOperator() != WITH_TIES) {
            return new SqlOrderBy(position, query, order, offset, fetch);
        }
        OrderedSelects.limitWithTies(query, order, offset, call);
        return new SqlOrderBy(position, query, order, null, null);
    }

    /** One of our aggregates that the grammar knows by its word. */
    public static SqlOperator aggregate(String name) {
        return requireNonNull(LiveOperatorTable.aggregate(name));
    }
}
