package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.ArrayReader;
import dev.tidemill.algebra.column.ArrayWriter;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Type;

/**
 * Functions of arrays. They are asked where arguments are NULL, since many take a NULL array for an
 * empty one and NULL for an element. Elements are compared as the bytes that stand for them.
 */
final class ArrayFunctions {
    private ArrayFunctions() {}

    static RowFunction of(Call call) {
        Type first = call.arguments().getFirst().type();
        return switch (call.function()) {
            case ARRAY -> ArrayFunctions::array;
            case ELEMENT -> strict((arguments, i, out) -> element(type(first), arguments, i, out));
            case CARDINALITY ->
                    strict(
                            (arguments, i, out) ->
                                    out.column().appendInt(count(type(first), arguments, i)));
            case ARRAY_LENGTH ->
                    strict((arguments, i, out) -> length(type(first), arguments, i, out));
            case ARRAY_APPEND -> ArrayFunctions::append;
            case ARRAY_PREPEND -> ArrayFunctions::prepend;
            case ARRAY_CONCAT -> ArrayFunctions::concat;
            case ARRAY_POSITION -> (arguments, i, out) -> position(type(first), arguments, i, out);
            case ARRAY_REMOVE -> (arguments, i, out) -> remove(type(first), arguments, i, out);
            case IN_ARRAY -> {
                ArrayType type = type(call.arguments().get(1).type());
                yield (arguments, i, out) -> isIn(type, arguments, i, out);
            }
            case ARRAY_CONTAINS ->
                    strict(
                            (arguments, i, out) ->
                                    out.column()
                                            .appendBoolean(contains(type(first), arguments, i)));
            case ARRAY_OVERLAPS ->
                    strict(
                            (arguments, i, out) ->
                                    out.column()
                                            .appendBoolean(overlaps(type(first), arguments, i)));
            case ARRAY_TO_STRING -> ArrayJoin::join;
            case STRING_TO_ARRAY -> ArrayJoin::split;
            default -> throw new IllegalArgumentException(call + " is not over arrays");
        };
    }

    private static ArrayType type(Type type) {
        return (ArrayType) type;
    }

    private static RowFunction strict(RowFunction function) {
        return (arguments, i, out) -> {
            for (Column argument : arguments) {
                if (argument.isNull(i)) {
                    out.column().appendNull();
                    return;
                }
            }
            function.apply(arguments, i, out);
        };
    }

    private static BytesColumn arrays(Column[] arguments, int index) {
        return (BytesColumn) arguments[index];
    }

    private static ArrayReader reader(ArrayType type, Column[] arguments, int index, int i) {
        return new ArrayReader(type).start(arrays(arguments, index), i);
    }

    private static void array(Column[] arguments, int i, RowOutput out) {
        ArrayWriter array = out.array();
        for (Column argument : arguments) {
            array.append(argument, i);
        }
        array.endInto(out.column());
    }

    private static void element(ArrayType type, Column[] arguments, int i, RowOutput out) {
        ArrayReader reader = reader(type, arguments, 0, i);
        if (reader.moveTo(((IntColumn) arguments[1]).values()[i])) {
            reader.appendTo(out.column());
        } else {
            out.column().appendNull();
        }
    }

    private static int count(ArrayType type, Column[] arguments, int i) {
        return new ArrayReader(type).count(arrays(arguments, 0), i);
    }

    private static void length(ArrayType type, Column[] arguments, int i, RowOutput out) {
        int count = count(type, arguments, i);
        if (count == 0 || ((IntColumn) arguments[1]).values()[i] != 1) {
            out.column().appendNull();
        } else {
            out.column().appendInt(count);
        }
    }

    private static void append(Column[] arguments, int i, RowOutput out) {
        ArrayWriter writer = out.array();
        if (!arguments[0].isNull(i)) {
            writer.appendAll(arrays(arguments, 0), i);
        }
        writer.append(arguments[1], i).endInto(out.column());
    }

    private static void prepend(Column[] arguments, int i, RowOutput out) {
        ArrayWriter writer = out.array().append(arguments[0], i);
        if (!arguments[1].isNull(i)) {
            writer.appendAll(arrays(arguments, 1), i);
        }
        writer.endInto(out.column());
    }

    private static void concat(Column[] arguments, int i, RowOutput out) {
        if (arguments[0].isNull(i) && arguments[1].isNull(i)) {
            out.column().appendNull();
            return;
        }
        ArrayWriter writer = out.array();
        for (int index = 0; index < 2; index++) {
            if (!arguments[index].isNull(i)) {
                writer.appendAll(arrays(arguments, index), i);
            }
        }
        writer.endInto(out.column());
    }

    private static void position(ArrayType type, Column[] arguments, int i, RowOutput out) {
        if (!arguments[0].isNull(i)) {
            ArrayWriter wanted = out.element().append(arguments[1], i);
            ArrayReader reader = reader(type, arguments, 0, i);
            for (int position = 1; reader.next(); position++) {
                if (wanted.isAt(reader)) {
                    out.column().appendInt(position);
                    return;
                }
            }
        }
        out.column().appendNull();
    }

    private static void remove(ArrayType type, Column[] arguments, int i, RowOutput out) {
        if (arguments[0].isNull(i)) {
            out.column().appendNull();
            return;
        }
        ArrayWriter unwanted = out.element().append(arguments[1], i);
        ArrayWriter kept = out.array();
        ArrayReader reader = reader(type, arguments, 0, i);
        while (reader.next()) {
            if (!unwanted.isAt(reader)) {
                kept.append(reader);
            }
        }
        kept.endInto(out.column());
    }

    /** False for an empty array whatever is asked for; else NULL when a NULL might be it. */
    private static void isIn(ArrayType type, Column[] arguments, int i, RowOutput out) {
        if (arguments[1].isNull(i)) {
            out.column().appendNull();
            return;
        }
        boolean unknown = arguments[0].isNull(i);
        boolean any = false;
        boolean anyNull = false;
        ArrayWriter wanted = out.element().append(arguments[0], i);
        ArrayReader reader = reader(type, arguments, 1, i);
        while (reader.next()) {
            any = true;
            anyNull |= reader.isNull();
            if (!unknown && wanted.isAt(reader)) {
                out.column().appendBoolean(true);
                return;
            }
        }
        if (any && (unknown || anyNull)) {
            out.column().appendNull();
        } else {
            out.column().appendBoolean(false);
        }
    }

    private static boolean contains(ArrayType type, Column[] arguments, int i) {
        ArrayReader wanted = reader(type, arguments, 1, i);
        while (wanted.next()) {
            if (!has(type, arguments, i, wanted)) {
                return false;
            }
        }
        return true;
    }

    private static boolean overlaps(ArrayType type, Column[] arguments, int i) {
        ArrayReader wanted = reader(type, arguments, 1, i);
        while (wanted.next()) {
            if (has(type, arguments, i, wanted)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the first array has the element at which a reader of the second stands. */
    private static boolean has(ArrayType type, Column[] arguments, int i, ArrayReader wanted) {
        if (wanted.isNull()) {
            return false;
        }
        ArrayReader reader = reader(type, arguments, 0, i);
        while (reader.next()) {
            if (reader.isSame(wanted)) {
                return true;
            }
        }
        return false;
    }
}
