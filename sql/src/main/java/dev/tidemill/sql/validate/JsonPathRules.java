package dev.tidemill.sql.validate;

import static dev.tidemill.sql.validate.PostgresFunctions.call;
import static dev.tidemill.sql.validate.PostgresFunctions.fixed;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.FunctionRule.Resolved;
import dev.tidemill.sql.validate.PostgresFunctions.Definitions;
import java.util.ArrayList;
import java.util.List;

/** How functions that ask a path of a document are typed. */
public final class JsonPathRules {
    private JsonPathRules() {}

    static void define(Definitions functions) {
        function(functions, "jsonb_path_exists", ScalarFunction.JSON_PATH_EXISTS, Type.BOOLEAN);
        function(functions, "jsonb_path_query_first", ScalarFunction.JSON_PATH_FIRST, Type.JSON);
        function(functions, "jsonb_path_query_array", ScalarFunction.JSON_PATH_ARRAY, Type.JSON);
        function(functions, "jsonb_path_match", ScalarFunction.JSON_PATH_MATCH, Type.BOOLEAN);
        operator(functions, "@?", ScalarFunction.JSON_PATH_EXISTS);
        operator(functions, "@@", ScalarFunction.JSON_PATH_MATCH);
        functions.define(
                "is json",
                arguments ->
                        arguments.getFirst().is(Type.JSON)
                                ? call(ScalarFunction.IS_JSON, Type.BOOLEAN, Type.JSON, Type.TEXT)
                                : null,
                fixed(ScalarFunction.IS_JSON, Type.BOOLEAN, Type.TEXT, Type.TEXT));
    }

    private static void function(
            Definitions functions, String name, ScalarFunction function, Type result) {
        functions.define(
                name,
                TextRules.defaults(
                        function,
                        result,
                        List.of("{}", false),
                        2,
                        Type.JSON,
                        Type.TEXT,
                        Type.JSON,
                        Type.BOOLEAN));
    }

    /** The operators keep silent about errors. */
    private static void operator(Definitions functions, String name, ScalarFunction function) {
        functions.define(
                name,
                arguments ->
                        arguments.get(0).is(Type.JSON) && arguments.get(1).fits(Type.TEXT)
                                ? new Resolved(
                                        List.of(Type.JSON, Type.TEXT),
                                        Type.BOOLEAN,
                                        (args, type) ->
                                                Call.of(
                                                        function,
                                                        type,
                                                        args.get(0),
                                                        args.get(1),
                                                        new Literal("{}", Type.JSON),
                                                        new Literal(true, Type.BOOLEAN)))
                                : null);
    }

    public static LiveFunction exists() {
        return function(
                "json_exists",
                ScalarFunction.JSON_EXISTS,
                Type.BOOLEAN,
                List.of(Type.BOOLEAN, Type.BOOLEAN));
    }

    public static LiveFunction value(Type type) {
        return function(
                "json_value",
                ScalarFunction.JSON_VALUE,
                type,
                List.of(Type.BOOLEAN, type, Type.BOOLEAN, type));
    }

    public static LiveFunction query(Type type) {
        return function(
                "json_query",
                ScalarFunction.JSON_QUERY,
                type,
                List.of(Type.BOOLEAN, type, Type.BOOLEAN, type, Type.TEXT, Type.BOOLEAN));
    }

    /** Document, path, what the clauses say, names and values, and the type's name at the end. */
    private static LiveFunction function(
            String name, ScalarFunction function, Type result, List<Type> clauses) {
        return new LiveFunction(
                LiveFunction.Form.FUNCTION,
                name,
                List.of(arguments -> resolved(name, function, result, clauses, arguments)));
    }

    private static Resolved resolved(
            String name,
            ScalarFunction function,
            Type result,
            List<Type> clauses,
            List<ArgumentType> arguments) {
        ArgumentType document = arguments.getFirst();
        if (!document.fits(Type.JSON) && !document.is(Type.TEXT)) {
            throw mismatch(name + " takes JSON or TEXT, not " + document.describe());
        }
        List<Type> parameters = new ArrayList<>(List.of(Type.JSON, Type.TEXT));
        for (Type clause : clauses) {
            ArgumentType given = arguments.get(parameters.size());
            Type type = given.type();
            if (!given.fits(clause) && (type == null || !CastRules.isCastable(type, clause))) {
                throw mismatch("DEFAULT " + given.describe() + " is no " + clause.sqlName());
            }
            parameters.add(clause);
        }
        int variables = parameters.size();
        for (int at = variables; at < arguments.size() - 1; at += 2) {
            parameters.add(Type.TEXT);
            parameters.add(passed(arguments.get(at + 1)));
        }
        parameters.add(Type.TEXT);
        return new Resolved(
                parameters,
                result,
                (args, type) -> {
                    List<Expr> all = new ArrayList<>(args.subList(0, variables));
                    for (int at = variables; at < args.size() - 1; at += 2) {
                        all.add(args.get(at));
                        all.add(JsonRules.document(args.get(at + 1)));
                    }
                    return new Call(function, all, type);
                });
    }

    private static Type passed(ArgumentType value) {
        Type type = value.type() == null ? Type.TEXT : value.type();
        if (type.isTimestamp() || type == Type.DATE || type == Type.INTERVAL) {
            throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL,
                            "PASSING a value of " + type.sqlName() + " is not supported")
                    .withHint("Cast it to TEXT.");
        }
        return type;
    }

    private static TidemillException mismatch(String message) {
        return new TidemillException(ErrorCode.TYPE_MISMATCH, message)
                .withHint("Cast it to that type.");
    }
}
