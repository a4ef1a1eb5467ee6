package dev.tidemill.sql.validate;

import static dev.tidemill.sql.validate.PostgresFunctions.call;
import static dev.tidemill.sql.validate.PostgresFunctions.fixed;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.FunctionRule.Resolved;
import dev.tidemill.sql.validate.PostgresFunctions.Definitions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How functions and operators of JSON are typed; each jsonb name has its json one. */
final class JsonRules {
    private static final Type TEXTS = Type.array(Type.TEXT);

    private JsonRules() {}

    static void define(Definitions functions) {
        functions.define("->", arguments -> get(ScalarFunction.JSON_GET, Type.JSON, arguments));
        functions.define(
                "->>", arguments -> get(ScalarFunction.JSON_GET_TEXT, Type.TEXT, arguments));
        functions.define("#>", fixed(ScalarFunction.JSON_PATH, Type.JSON, Type.JSON, TEXTS));
        functions.define("#>>", fixed(ScalarFunction.JSON_PATH_TEXT, Type.TEXT, Type.JSON, TEXTS));
        functions.define(
                "jsonb_exists",
                fixed(ScalarFunction.JSON_HAS_KEY, Type.BOOLEAN, Type.JSON, Type.TEXT));
        for (String prefix : List.of("json", "jsonb")) {
            functions.define(
                    prefix + "_typeof", fixed(ScalarFunction.JSON_TYPEOF, Type.TEXT, Type.JSON));
            functions.define(
                    prefix + "_array_length",
                    fixed(ScalarFunction.JSON_ARRAY_LENGTH, Type.INTEGER, Type.JSON));
            functions.define(
                    prefix + "_strip_nulls",
                    fixed(ScalarFunction.JSON_STRIP_NULLS, Type.JSON, Type.JSON));
            functions.define(
                    prefix + "_array_elements",
                    fixed(ScalarFunction.JSON_ELEMENTS, Type.array(Type.JSON), Type.JSON));
            functions.define(
                    prefix + "_array_elements_text",
                    fixed(ScalarFunction.JSON_ELEMENTS_TEXT, TEXTS, Type.JSON));
            functions.define(prefix + "_build_object", JsonRules::object);
            functions.define(prefix + "_build_array", JsonRules::array);
            functions.define("to_" + prefix, JsonRules::toJson);
            functions.define(
                    prefix + "_extract_path",
                    arguments -> path(ScalarFunction.JSON_PATH, Type.JSON, arguments));
            functions.define(
                    prefix + "_extract_path_text",
                    arguments -> path(ScalarFunction.JSON_PATH_TEXT, Type.TEXT, arguments));
        }
    }

    private static @Nullable Resolved get(
            ScalarFunction function, Type result, List<ArgumentType> arguments) {
        if (!arguments.get(0).is(Type.JSON)) {
            return null;
        }
        if (arguments.get(1).is(Type.INTEGER)) {
            return call(function, result, Type.JSON, Type.INTEGER);
        }
        return arguments.get(1).fits(Type.TEXT)
                ? call(function, result, Type.JSON, Type.TEXT)
                : null;
    }

    /** {@code document['key']}. */
    static @Nullable Resolved subscript(List<ArgumentType> arguments) {
        return get(ScalarFunction.JSON_GET, Type.JSON, arguments);
    }

    private static boolean areDocuments(List<ArgumentType> arguments) {
        return arguments.size() == 2
                && arguments.stream().anyMatch(argument -> argument.is(Type.JSON))
                && arguments.stream().allMatch(argument -> argument.fits(Type.JSON));
    }

    static @Nullable Resolved contains(List<ArgumentType> arguments) {
        return areDocuments(arguments)
                ? call(ScalarFunction.JSON_CONTAINS, Type.BOOLEAN, Type.JSON, Type.JSON)
                : null;
    }

    static @Nullable Resolved isContained(List<ArgumentType> arguments) {
        return areDocuments(arguments)
                ? ArrayRules.swapped(ScalarFunction.JSON_CONTAINS, Type.JSON)
                : null;
    }

    /** {@code ||} of two documents. */
    static @Nullable Resolved concatenation(List<ArgumentType> arguments) {
        return areDocuments(arguments)
                ? call(ScalarFunction.JSON_CONCAT, Type.JSON, Type.JSON, Type.JSON)
                : null;
    }

    /** {@code document - key}. */
    static @Nullable Resolved delete(List<ArgumentType> arguments) {
        if (!arguments.get(0).is(Type.JSON)) {
            return null;
        }
        Type key = arguments.get(1).is(Type.INTEGER) ? Type.INTEGER : Type.TEXT;
        return arguments.get(1).fits(key)
                ? call(ScalarFunction.JSON_DELETE, Type.JSON, Type.JSON, key)
                : null;
    }

    private static @Nullable Resolved path(
            ScalarFunction function, Type result, List<ArgumentType> arguments) {
        boolean fits =
                arguments.size() > 1
                        && arguments.getFirst().fits(Type.JSON)
                        && arguments.stream().skip(1).allMatch(a -> a.fits(Type.TEXT));
        if (!fits) {
            return null;
        }
        List<Type> parameters = new ArrayList<>();
        parameters.add(Type.JSON);
        for (int i = 1; i < arguments.size(); i++) {
            parameters.add(Type.TEXT);
        }
        return new Resolved(
                parameters,
                result,
                (args, type) ->
                        Call.of(
                                function,
                                type,
                                args.getFirst(),
                                new Call(
                                        ScalarFunction.ARRAY,
                                        args.subList(1, args.size()),
                                        TEXTS)));
    }

    private static Type natural(ArgumentType argument) {
        Type type = argument.type();
        return type == null ? Type.TEXT : type;
    }

    private static @Nullable Resolved toJson(List<ArgumentType> arguments) {
        return arguments.size() == 1
                ? new Resolved(
                        List.of(natural(arguments.getFirst())),
                        Type.JSON,
                        (args, _) -> document(args.getFirst()))
                : null;
    }

    static Expr document(Expr value) {
        if (value instanceof Literal(Object constant, Type _) && constant == null) {
            return new Literal(null, Type.JSON);
        }
        return value.type() == Type.JSON
                ? value
                : Call.of(ScalarFunction.TO_JSON, Type.JSON, value);
    }

    /** Key, value, key, value …: keys of any type become TEXT. */
    private static @Nullable Resolved object(List<ArgumentType> arguments) {
        if (arguments.size() % 2 != 0) {
            return null;
        }
        List<Type> parameters = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            parameters.add(i % 2 == 0 ? Type.TEXT : natural(arguments.get(i)));
        }
        return new Resolved(
                parameters,
                Type.JSON,
                (args, type) -> {
                    List<Expr> operands = new ArrayList<>();
                    for (int i = 0; i < args.size(); i++) {
                        operands.add(i % 2 == 0 ? args.get(i) : document(args.get(i)));
                    }
                    return new Call(ScalarFunction.JSON_BUILD_OBJECT, operands, type);
                });
    }

    private static Resolved array(List<ArgumentType> arguments) {
        return new Resolved(
                arguments.stream().map(JsonRules::natural).toList(),
                Type.JSON,
                (args, type) ->
                        new Call(
                                ScalarFunction.JSON_BUILD_ARRAY,
                                args.stream().map(JsonRules::document).toList(),
                                type));
    }
}
