package dev.tidemill.sql.validate;

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

/** How the rarer functions of TEXT are typed; optional arguments become constants. */
final class TextRules {
    private static final Type TEXTS = Type.array(Type.TEXT);

    private TextRules() {}

    static void define(Definitions functions) {
        functions.define("concat_ws", TextRules::concatWithSeparator);
        functions.define(
                "translate",
                fixed(ScalarFunction.TRANSLATE, Type.TEXT, Type.TEXT, Type.TEXT, Type.TEXT));
        functions.define(
                "overlay",
                TextRules::overlay,
                fixed(
                        ScalarFunction.OVERLAY,
                        Type.TEXT,
                        Type.TEXT,
                        Type.TEXT,
                        Type.INTEGER,
                        Type.INTEGER));
        functions.define("bit_length", fixed(ScalarFunction.BIT_LENGTH, Type.INTEGER, Type.TEXT));
        functions.define("to_hex", TextRules::toHex);
        functions.define("sha256", fixed(ScalarFunction.SHA256, Type.TEXT, Type.TEXT));
        functions.define("hash64", fixed(ScalarFunction.HASH64, Type.BIGINT, Type.TEXT));
        functions.define(
                "quote_literal", fixed(ScalarFunction.QUOTE_LITERAL, Type.TEXT, Type.TEXT));
        functions.define(
                "regexp_count",
                defaults(
                        ScalarFunction.REGEXP_COUNT,
                        Type.INTEGER,
                        List.of(1, ""),
                        2,
                        Type.TEXT,
                        Type.TEXT,
                        Type.INTEGER,
                        Type.TEXT));
        functions.define(
                "regexp_substr",
                fixed(ScalarFunction.REGEXP_SUBSTRING, Type.TEXT, Type.TEXT, Type.TEXT));
        functions.define(
                "regexp_match",
                defaults(
                        ScalarFunction.REGEXP_GROUPS,
                        TEXTS,
                        List.of(""),
                        2,
                        Type.TEXT,
                        Type.TEXT,
                        Type.TEXT));
        functions.define(
                "regexp_split_to_array",
                defaults(
                        ScalarFunction.REGEXP_SPLIT,
                        TEXTS,
                        List.of(""),
                        2,
                        Type.TEXT,
                        Type.TEXT,
                        Type.TEXT));
    }

    /** Takes {@code required} arguments or more; those that are not given are these constants. */
    static FunctionRule defaults(
            ScalarFunction function,
            Type result,
            List<Object> values,
            int required,
            Type... parameters) {
        return arguments -> {
            if (arguments.size() < required || arguments.size() > parameters.length) {
                return null;
            }
            for (int i = 0; i < arguments.size(); i++) {
                if (!PostgresFunctions.converts(arguments.get(i), parameters[i])) {
                    return null;
                }
            }
            return new Resolved(
                    List.of(parameters).subList(0, arguments.size()),
                    result,
                    (args, type) -> {
                        List<Expr> all = new ArrayList<>(args);
                        for (int i = args.size(); i < parameters.length; i++) {
                            all.add(new Literal(values.get(i - required), parameters[i]));
                        }
                        return new Call(function, all, type);
                    });
        };
    }

    private static @Nullable Resolved concatWithSeparator(List<ArgumentType> arguments) {
        if (arguments.size() < 2 || !arguments.getFirst().fits(Type.TEXT)) {
            return null;
        }
        return ofTexts(ScalarFunction.CONCAT_WS, arguments);
    }

    /** Arguments of any type as PostgreSQL prints them: a truth value as t or f. */
    static Resolved ofTexts(ScalarFunction function, List<ArgumentType> arguments) {
        List<Type> parameters =
                arguments.stream().map(a -> a.is(Type.BOOLEAN) ? Type.BOOLEAN : Type.TEXT).toList();
        return new Resolved(
                parameters,
                Type.TEXT,
                (args, type) ->
                        new Call(function, args.stream().map(TextRules::printed).toList(), type));
    }

    private static Expr printed(Expr argument) {
        return argument.type() == Type.BOOLEAN
                ? Call.of(
                        ScalarFunction.LEFT,
                        Type.TEXT,
                        CastRules.cast(argument, Type.TEXT),
                        new Literal(1, Type.INTEGER))
                : argument;
    }

    /** Without a count, as many characters go as come. */
    private static @Nullable Resolved overlay(List<ArgumentType> arguments) {
        if (arguments.size() != 3
                || !arguments.get(0).fits(Type.TEXT)
                || !arguments.get(1).fits(Type.TEXT)
                || !arguments.get(2).fits(Type.INTEGER)) {
            return null;
        }
        return new Resolved(
                List.of(Type.TEXT, Type.TEXT, Type.INTEGER),
                Type.TEXT,
                (args, type) ->
                        Call.of(
                                ScalarFunction.OVERLAY,
                                type,
                                args.get(0),
                                args.get(1),
                                args.get(2),
                                Call.of(ScalarFunction.LENGTH, Type.INTEGER, args.get(1))));
    }

    private static @Nullable Resolved toHex(List<ArgumentType> arguments) {
        Type type = arguments.size() == 1 ? arguments.getFirst().type() : null;
        return type == Type.INTEGER || type == Type.BIGINT
                ? PostgresFunctions.call(ScalarFunction.TO_HEX, Type.TEXT, type)
                : null;
    }
}
