package dev.tidemill.sql.validate;

import static dev.tidemill.sql.validate.PostgresFunctions.call;
import static dev.tidemill.sql.validate.PostgresFunctions.fixed;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.FunctionRule.Resolved;
import dev.tidemill.sql.validate.PostgresFunctions.Definitions;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How functions and operators of arrays are typed. */
final class ArrayRules {
    private static final Type TEXTS = Type.array(Type.TEXT);

    private ArrayRules() {}

    static void define(Definitions functions) {
        functions.define("array", ArrayRules::array);
        functions.define("[]", ArrayRules::element, JsonRules::subscript);
        functions.define(
                "cardinality", arguments -> ofArray(ScalarFunction.CARDINALITY, arguments));
        functions.define("array_length", ArrayRules::length);
        functions.define("array_append", ArrayRules::append);
        functions.define("array_prepend", ArrayRules::prepend);
        functions.define("array_cat", ArrayRules::both);
        functions.define(
                "array_position",
                arguments -> withElement(ScalarFunction.ARRAY_POSITION, Type.INTEGER, arguments));
        functions.define(
                "array_remove",
                arguments -> withElement(ScalarFunction.ARRAY_REMOVE, null, arguments));
        functions.define("= any", ArrayRules::any);
        functions.define("@>", ArrayRules::contains, JsonRules::contains);
        functions.define("<@", ArrayRules::isContained, JsonRules::isContained);
        functions.define("&&", ArrayRules::overlap);
        functions.define("array_to_string", ArrayRules::toText);
        functions.define(
                "string_to_array",
                fixed(ScalarFunction.STRING_TO_ARRAY, TEXTS, Type.TEXT, Type.TEXT),
                fixed(ScalarFunction.STRING_TO_ARRAY, TEXTS, Type.TEXT, Type.TEXT, Type.TEXT));
    }

    private static @Nullable ArrayType arrayType(ArgumentType argument) {
        return argument.type() instanceof ArrayType array ? array : null;
    }

    private static @Nullable Resolved array(List<ArgumentType> arguments) {
        Type element = arguments.isEmpty() ? null : Promotion.common(arguments);
        return element == null || element instanceof ArrayType
                ? null
                : new Resolved(
                        Collections.nCopies(arguments.size(), element),
                        Type.array(element),
                        (args, type) -> new Call(ScalarFunction.ARRAY, args, type));
    }

    private static @Nullable Resolved element(List<ArgumentType> arguments) {
        ArrayType array = arrayType(arguments.getFirst());
        return array != null && arguments.get(1).fits(Type.INTEGER)
                ? call(ScalarFunction.ELEMENT, array.element(), array, Type.INTEGER)
                : null;
    }

    private static @Nullable Resolved ofArray(
            ScalarFunction function, List<ArgumentType> arguments) {
        ArrayType array = arguments.size() == 1 ? arrayType(arguments.getFirst()) : null;
        return array == null ? null : call(function, Type.INTEGER, array);
    }

    private static @Nullable Resolved length(List<ArgumentType> arguments) {
        ArrayType array = arguments.size() == 2 ? arrayType(arguments.getFirst()) : null;
        return array != null && arguments.get(1).fits(Type.INTEGER)
                ? call(ScalarFunction.ARRAY_LENGTH, Type.INTEGER, array, Type.INTEGER)
                : null;
    }

    /** The type that an element must have: integers are widened to an array's, as in PostgreSQL. */
    private static boolean fitsElement(ArgumentType argument, ArrayType array) {
        Type type = argument.type();
        return argument.fits(array.element())
                || (type != null
                        && array.element().equals(Promotion.common(type, array.element())));
    }

    /** The result is the array's type when none is given. */
    private static @Nullable Resolved withElement(
            ScalarFunction function, @Nullable Type result, List<ArgumentType> arguments) {
        ArrayType array = arguments.size() == 2 ? arrayType(arguments.getFirst()) : null;
        return array != null && fitsElement(arguments.get(1), array)
                ? call(function, result == null ? array : result, array, array.element())
                : null;
    }

    private static @Nullable Resolved append(List<ArgumentType> arguments) {
        return withElement(ScalarFunction.ARRAY_APPEND, null, arguments);
    }

    private static @Nullable Resolved prepend(List<ArgumentType> arguments) {
        ArrayType array = arguments.size() == 2 ? arrayType(arguments.get(1)) : null;
        return array != null && fitsElement(arguments.getFirst(), array)
                ? call(ScalarFunction.ARRAY_PREPEND, array, array.element(), array)
                : null;
    }

    private static @Nullable ArrayType common(List<ArgumentType> arguments) {
        return arguments.size() == 2 && Promotion.common(arguments) instanceof ArrayType array
                ? array
                : null;
    }

    private static @Nullable Resolved both(List<ArgumentType> arguments) {
        ArrayType array = common(arguments);
        return array == null ? null : call(ScalarFunction.ARRAY_CONCAT, array, array, array);
    }

    /** {@code ||}: two arrays, or an array and an element; an untyped constant is an array. */
    static @Nullable Resolved concatenation(List<ArgumentType> arguments) {
        Resolved arrays = both(arguments);
        if (arrays != null) {
            return arrays;
        }
        Resolved appended = append(arguments);
        return appended == null ? prepend(arguments) : appended;
    }

    /** {@code element = ANY (array)}. */
    private static @Nullable Resolved any(List<ArgumentType> arguments) {
        ArgumentType value = arguments.get(0);
        ArrayType array = arrayType(arguments.get(1));
        if (array == null && !arguments.get(1).isUntyped()) {
            return null;
        }
        Type element = array == null ? null : array.element();
        Type common = value.isUntyped() ? element : Promotion.common(value.type(), element);
        return common == null || common instanceof ArrayType
                ? null
                : call(ScalarFunction.IN_ARRAY, Type.BOOLEAN, common, Type.array(common));
    }

    private static @Nullable Resolved contains(List<ArgumentType> arguments) {
        ArrayType array = common(arguments);
        return array == null
                ? null
                : call(ScalarFunction.ARRAY_CONTAINS, Type.BOOLEAN, array, array);
    }

    private static @Nullable Resolved isContained(List<ArgumentType> arguments) {
        ArrayType array = common(arguments);
        return array == null ? null : swapped(ScalarFunction.ARRAY_CONTAINS, array);
    }

    static Resolved swapped(ScalarFunction function, Type type) {
        return new Resolved(
                List.of(type, type),
                Type.BOOLEAN,
                (args, result) -> Call.of(function, result, args.get(1), args.get(0)));
    }

    private static @Nullable Resolved overlap(List<ArgumentType> arguments) {
        ArrayType array = common(arguments);
        return array == null
                ? null
                : call(ScalarFunction.ARRAY_OVERLAPS, Type.BOOLEAN, array, array);
    }

    /** Elements of any type are cast to TEXT. */
    private static @Nullable Resolved toText(List<ArgumentType> arguments) {
        ArrayType array = arguments.isEmpty() ? null : arrayType(arguments.getFirst());
        List<ArgumentType> rest =
                arguments.subList(Math.min(1, arguments.size()), arguments.size());
        boolean fits =
                array != null
                        && (rest.size() == 1 || rest.size() == 2)
                        && rest.stream().allMatch(argument -> argument.fits(Type.TEXT));
        if (!fits) {
            return null;
        }
        return rest.size() == 1
                ? call(ScalarFunction.ARRAY_TO_STRING, Type.TEXT, TEXTS, Type.TEXT)
                : call(ScalarFunction.ARRAY_TO_STRING, Type.TEXT, TEXTS, Type.TEXT, Type.TEXT);
    }
}
