package dev.tidemill.engine.expression;

import static java.lang.invoke.MethodHandles.collectArguments;
import static java.lang.invoke.MethodHandles.insertArguments;
import static java.lang.invoke.MethodHandles.permuteArguments;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.function.JavaFunction;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;

/**
 * Calls a function of the project for one row: arguments are read from the columns, and the result
 * is appended, by one method handle of exact types, so that numbers are not boxed. Whatever the
 * function throws is the failure of its row, a stack or a heap that it exhausts included.
 */
final class JavaInvocation implements RowFunction {
    private final JavaFunction function;
    private final MethodHandle invocation;

    JavaInvocation(JavaFunction function) {
        this.function = function;
        this.invocation = composed(function);
    }

    @Override
    public void apply(Column[] arguments, int position, RowOutput out) {
        try {
            invocation.invokeExact(out, arguments, position);
        } catch (Throwable thrown) {
            throw Thrown.by(function.name(), thrown);
        }
    }

    /**
     * (out, columns, row): append(out, method(read(0, columns, row), read(1, columns, row), …)).
     */
    private static MethodHandle composed(JavaFunction function) {
        MethodHandle method = function.handle();
        MethodType signature = method.type();
        MethodHandle appending =
                collectArguments(JavaResults.writer(signature.returnType()), 1, method);
        int count = signature.parameterCount();
        for (int i = count - 1; i >= 0; i--) {
            MethodHandle reader = JavaArguments.reader(signature.parameterType(i));
            appending = collectArguments(appending, 1 + i, insertArguments(reader, 0, i));
        }
        int[] order = new int[1 + 2 * count];
        for (int i = 0; i < count; i++) {
            order[1 + 2 * i] = 1;
            order[2 + 2 * i] = 2;
        }
        return permuteArguments(
                appending,
                MethodType.methodType(void.class, RowOutput.class, Column[].class, int.class),
                order);
    }
}
