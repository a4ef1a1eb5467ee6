package dev.tidemill.sql.parse;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.jsonpath.JsonPath;
import dev.tidemill.algebra.jsonpath.JsonPathError;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.ArgumentType;
import dev.tidemill.sql.validate.JsonPathRules;
import dev.tidemill.sql.validate.LiveFunction;
import dev.tidemill.sql.validate.PostgresFunctions;
import dev.tidemill.sql.validate.PostgresOperators;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * One JSON_EXISTS, JSON_VALUE or JSON_QUERY as the generated parser reads it, and the paths of
 * other functions: a path is a constant, and is checked where it stands. For one call; not
 * thread-safe.
 */
public final class JsonSyntax {
    /** Which of the three. */
    public enum Form {
        EXISTS,
        VALUE,
        QUERY
    }

    /** What stands before ON EMPTY and ON ERROR. */
    public enum Behaviour {
        ERROR,
        NULL,
        TRUE,
        FALSE,
        UNKNOWN,
        EMPTY_ARRAY,
        EMPTY_OBJECT,
        DEFAULT;

        private String words() {
            return name().replace('_', ' ');
        }
    }

    /** A behaviour, and the value behind DEFAULT. */
    private record Answer(Behaviour behaviour, @Nullable SqlNode value, SqlParserPos position) {}

    private static final Set<String> WITH_PATH =
            Set.of(
                    "@?",
                    "@@",
                    "jsonb_path_exists",
                    "jsonb_path_match",
                    "jsonb_path_query_array",
                    "jsonb_path_query_first");

    private static final Map<SqlOperator, String> TESTS =
            Map.of(
                    SqlStdOperatorTable.IS_JSON_VALUE, "value",
                    SqlStdOperatorTable.IS_JSON_OBJECT, "object",
                    SqlStdOperatorTable.IS_JSON_ARRAY, "array",
                    SqlStdOperatorTable.IS_JSON_SCALAR, "scalar");

    private static final Map<SqlOperator, String> NEGATED_TESTS =
            Map.of(
                    SqlStdOperatorTable.IS_NOT_JSON_VALUE, "value",
                    SqlStdOperatorTable.IS_NOT_JSON_OBJECT, "object",
                    SqlStdOperatorTable.IS_NOT_JSON_ARRAY, "array",
                    SqlStdOperatorTable.IS_NOT_JSON_SCALAR, "scalar");

    private final Form form;
    private final List<SqlNode> operands = new ArrayList<>();
    private final Map<String, SqlNode> variables = new LinkedHashMap<>();
    private Set<String> asked = Set.of();
    private @Nullable SqlDataTypeSpec returning;
    private String wrapper = "none";
    private boolean omitsQuotes;
    private @Nullable Answer onEmpty;
    private @Nullable Answer onError;

    public JsonSyntax(Form form) {
        this.form = form;
    }

    private String name() {
        return "JSON_" + form;
    }

    public void document(SqlNode document) {
        operands.add(document);
    }

    public void path(SqlNode path) {
        asked = checkedPath(path).variables();
        operands.add(path);
    }

    public void variable(SqlNode value, SqlIdentifier name) {
        String text = name.getSimple();
        variables.put(name.isComponentQuoted(0) ? text : text.toLowerCase(Locale.ROOT), value);
    }

    public void returning(SqlDataTypeSpec type) {
        if (form == Form.EXISTS) {
            throw SqlErrors.unsupported(type, "JSON_EXISTS with RETURNING");
        }
        returning = type;
    }

    public void wrapper(String kind, SqlParserPos position) {
        requireQuery("WRAPPER", position);
        wrapper = kind;
    }

    public void quotes(boolean omits, SqlParserPos position) {
        requireQuery("QUOTES", position);
        if (!wrapper.equals("none")) {
            throw SqlErrors.at(
                    position,
                    ErrorCode.SYNTAX_ERROR,
                    "QUOTES must not be specified when WITH WRAPPER is");
        }
        omitsQuotes = omits;
    }

    private void requireQuery(String clause, SqlParserPos position) {
        if (form != Form.QUERY) {
            throw SqlErrors.at(
                    position, ErrorCode.SYNTAX_ERROR, clause + " belongs to JSON_QUERY only");
        }
    }

    public void onEmpty(Behaviour behaviour, @Nullable SqlNode value, SqlParserPos position) {
        if (form == Form.EXISTS || onEmpty != null) {
            throw SqlErrors.at(position, ErrorCode.SYNTAX_ERROR, "ON EMPTY cannot stand here");
        }
        onEmpty = answer(behaviour, value, position);
    }

    public void onError(Behaviour behaviour, @Nullable SqlNode value, SqlParserPos position) {
        if (onError != null) {
            throw SqlErrors.at(position, ErrorCode.SYNTAX_ERROR, "ON ERROR stands here twice");
        }
        onError = answer(behaviour, value, position);
    }

    private Answer answer(Behaviour behaviour, @Nullable SqlNode value, SqlParserPos position) {
        boolean fits =
                switch (behaviour) {
                    case ERROR -> true;
                    case TRUE, FALSE, UNKNOWN -> form == Form.EXISTS;
                    case NULL, DEFAULT -> form != Form.EXISTS;
                    case EMPTY_ARRAY, EMPTY_OBJECT -> form == Form.QUERY;
                };
        if (!fits) {
            throw SqlErrors.at(
                    position,
                    ErrorCode.SYNTAX_ERROR,
                    name() + " does not take " + behaviour.words());
        }
        if (value != null) {
            value.accept(new NoColumns());
        }
        return new Answer(behaviour, value, position);
    }

    /** The value behind DEFAULT is the same for every row. */
    private static final class NoColumns extends SqlBasicVisitor<@Nullable Void> {
        @Override
        public @Nullable Void visit(SqlIdentifier id) {
            throw SqlErrors.unsupported(id, "a column behind DEFAULT")
                    .withHint("Use coalesce(json_value(…), column).");
        }
    }

    public SqlNode build(SqlParserPos position) {
        for (String variable : asked) {
            if (!variables.containsKey(variable)) {
                throw SqlErrors.at(
                                operands.get(1).getParserPosition(),
                                ErrorCode.UNKNOWN_COLUMN,
                                "the path's variable $" + variable + " is not passed")
                        .withHint("Add PASSING value AS " + variable + ".");
            }
        }
        Type type = type();
        if (form != Form.EXISTS) {
            operands.addAll(operands(onEmpty, Behaviour.NULL, position));
        }
        Behaviour usual = form == Form.EXISTS ? Behaviour.FALSE : Behaviour.NULL;
        operands.addAll(operands(onError, usual, position));
        if (form == Form.QUERY) {
            operands.add(SqlLiteral.createCharString(wrapper, position));
            operands.add(SqlLiteral.createBoolean(omitsQuotes, position));
        }
        variables.forEach(
                (name, value) -> {
                    operands.add(SqlLiteral.createCharString(name, position));
                    operands.add(value);
                });
        // Calls that differ by their type alone are told from each other by this.
        operands.add(SqlLiteral.createCharString(type.sqlName(), position));
        LiveFunction function =
                switch (form) {
                    case EXISTS -> JsonPathRules.exists();
                    case VALUE -> JsonPathRules.value(type);
                    case QUERY -> JsonPathRules.query(type);
                };
        return function.createCall(position, operands);
    }

    private Type type() {
        if (form == Form.EXISTS) {
            return Type.BOOLEAN;
        }
        SqlDataTypeSpec spec = returning;
        if (spec == null) {
            return form == Form.VALUE ? Type.TEXT : Type.JSON;
        }
        Type type = CastTargets.of(spec).resolve(List.of(ArgumentType.of(Type.TEXT))).result();
        boolean ofLength =
                type == Type.TEXT
                        && spec.getTypeNameSpec() instanceof SqlBasicTypeNameSpec basic
                        && basic.getPrecision() >= 0;
        if (ofLength) {
            throw SqlErrors.unsupported(spec, "RETURNING a text of limited length")
                    .withHint("Use RETURNING TEXT and left().");
        }
        if (type instanceof ArrayType) {
            throw SqlErrors.unsupported(spec, "RETURNING an array")
                    .withHint("Use JSON_QUERY and UNNEST(jsonb_array_elements(…)).");
        }
        if (form == Form.QUERY && type != Type.JSON && type != Type.TEXT) {
            throw SqlErrors.unsupported(spec, "JSON_QUERY RETURNING " + type.sqlName())
                    .withHint("Use JSON_VALUE for a scalar.");
        }
        return type;
    }

    /** Whether it is an error, and the value when it is none. */
    private static List<SqlNode> operands(
            @Nullable Answer answer, Behaviour usual, SqlParserPos position) {
        Behaviour behaviour = answer == null ? usual : answer.behaviour;
        SqlParserPos at = answer == null ? position : answer.position;
        SqlNode value =
                switch (behaviour) {
                    case ERROR, NULL, UNKNOWN -> SqlLiteral.createNull(at);
                    case TRUE -> SqlLiteral.createBoolean(true, at);
                    case FALSE -> SqlLiteral.createBoolean(false, at);
                    case EMPTY_ARRAY -> SqlLiteral.createCharString("[]", at);
                    case EMPTY_OBJECT -> SqlLiteral.createCharString("{}", at);
                    case DEFAULT ->
                            answer == null || answer.value == null
                                    ? SqlLiteral.createNull(at)
                                    : answer.value;
                };
        return List.of(SqlLiteral.createBoolean(behaviour == Behaviour.ERROR, at), value);
    }

    /** The call, when its path is one if it takes any. */
    static SqlNode checked(SqlNode node) {
        if (node instanceof SqlCall call
                && call.operandCount() > 1
                && WITH_PATH.contains(call.getOperator().getName())) {
            checkedPath(call.operand(1));
        }
        return node;
    }

    private static JsonPath checkedPath(SqlNode path) {
        if (!(path instanceof SqlCharStringLiteral literal)) {
            throw SqlErrors.unsupported(path, "a path that is not a constant")
                    .withHint("Write the path between quotes, and pass what varies by a variable.");
        }
        String text = literal.getValueAs(String.class);
        try {
            return JsonPath.parse(text);
        } catch (JsonPathError e) {
            TidemillException error =
                    SqlErrors.at(
                            path.getParserPosition(),
                            e.code(),
                            e.code() == ErrorCode.SYNTAX_ERROR
                                    ? "the path cannot be read: " + e.reason()
                                    : e.reason());
            SqlParserPos position = path.getParserPosition();
            String before = text.substring(0, Math.min(e.offset(), text.length()));
            boolean plain = before.indexOf('\'') < 0 && before.indexOf('\n') < 0;
            if (plain && position.getLineNum() > 0) {
                error =
                        error.at(
                                Place.at(
                                        position.getLineNum(),
                                        position.getColumnNum() + 1 + e.offset()));
            }
            return rethrow(e.hint().isEmpty() ? error : error.withHint(e.hint()));
        }
    }

    private static JsonPath rethrow(TidemillException error) {
        throw error;
    }

    static boolean isTest(SqlOperator operator) {
        return TESTS.containsKey(operator) || NEGATED_TESTS.containsKey(operator);
    }

    /** {@code text IS [NOT] JSON [kind]}. */
    static SqlNode test(SqlCall call, SqlNode operand) {
        SqlParserPos position = call.getParserPosition();
        String kind = TESTS.get(call.getOperator());
        String negated = NEGATED_TESTS.get(call.getOperator());
        LiveFunction function = PostgresFunctions.named("is json");
        if (function == null || (kind == null && negated == null)) {
            throw new IllegalStateException(call.getOperator() + " is no test of JSON");
        }
        SqlNode test =
                function.createCall(
                        position,
                        operand,
                        SqlLiteral.createCharString(kind == null ? negated : kind, position));
        return kind == null ? PostgresOperators.NOT.createCall(position, test) : test;
    }
}
