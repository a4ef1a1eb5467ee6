package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a function over a batch of three rows: the arguments, NULLs, the arguments again; so
 * that nothing is folded and NULLs and selections are exercised on the way.
 */
final class Evaluation {
    /** A value with its type, where the Java type does not tell. */
    record Typed(@Nullable Object value, Type type) {}

    private Evaluation() {}

    /** The value, or the text {@code "TMnnnn: message"} of the row's error. */
    static @Nullable Object call(ScalarFunction function, Type type, Object... arguments) {
        return of(arguments, refs -> new Call(function, refs, type));
    }

    static @Nullable Object cast(Object value, Type to) {
        return of(new Object[] {value}, refs -> new Cast(refs.getFirst(), to));
    }

    /** Builds an expression over references to the arguments. */
    interface Builder {
        Expr over(List<Expr> references);
    }

    static @Nullable Object of(Object[] arguments, Builder builder) {
        List<Field> fields = new ArrayList<>();
        List<@Nullable Object> row = new ArrayList<>();
        List<@Nullable Object> nulls = new ArrayList<>();
        List<Expr> references = new ArrayList<>();
        for (Object argument : arguments) {
            Typed typed = typed(argument);
            references.add(new ColumnRef(fields.size(), typed.type()));
            fields.add(Field.of("c" + fields.size(), typed.type()));
            row.add(typed.value());
            nulls.add(null);
        }
        BatchBuilder rows = new BatchBuilder(new Schema(fields), 3);
        rows.addRow(1, row).addRow(1, nulls).addRow(1, row);
        return evaluate(builder.over(references), rows.build());
    }

    private static @Nullable Object evaluate(Expr expression, Batch batch) {
        Frame frame = Frame.over(batch);
        Kernel kernel = ExpressionCompiler.compile(expression);
        Column all = kernel.evaluate(frame, Selection.all(3));
        Column last = kernel.evaluate(frame, new Selection(new int[] {2}, 1));
        Object first = result(frame, 0, all.value(0));
        Object again = result(frame, 2, last.value(0));
        if (!String.valueOf(first).equals(String.valueOf(again))) {
            throw new AssertionError(expression + " gives " + first + " and " + again);
        }
        return first;
    }

    private static @Nullable Object result(Frame frame, int row, @Nullable Object value) {
        for (RowError error : frame.errors().list()) {
            if (error.row() == row) {
                return error.code().code() + ": " + error.message();
            }
        }
        return value;
    }

    private static Typed typed(Object value) {
        return switch (value) {
            case Typed typed -> typed;
            case Boolean b -> new Typed(b, Type.BOOLEAN);
            case Integer i -> new Typed(i, Type.INTEGER);
            case Long l -> new Typed(l, Type.BIGINT);
            case Double d -> new Typed(d, Type.DOUBLE);
            case BigDecimal d -> new Typed(d, Type.decimal(38, d.scale()));
            case String s -> new Typed(s, Type.TEXT);
            case Interval i -> new Typed(i, Type.INTERVAL);
            case LocalDate d -> new Typed((int) d.toEpochDay(), Type.DATE);
            case LocalDateTime t -> new Typed(micros(t), Type.TIMESTAMP);
            default -> throw new IllegalArgumentException("" + value);
        };
    }

    static long micros(LocalDateTime time) {
        return ChronoUnit.MICROS.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), time);
    }
}
