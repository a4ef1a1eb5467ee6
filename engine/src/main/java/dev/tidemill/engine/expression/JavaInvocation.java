package dev.tidemill.engine.expression;

import static java.lang.invoke.MethodHandles.collectArguments;
import static java.lang.invoke.MethodHandles.insertArguments;
import static java.lang.invoke.MethodHandles.permuteArguments;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.function.JavaFunction;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;

/**
 * Calls a function of the project for one row: arguments are read from the columns, and the result
 * is appended, by one method handle of exact types, so that numbers are not boxed. Whatever the
 * function throws is the failure of its row, a stack or a heap that it exhausts included.
 */
final class JavaInvocation implements RowFunction {
    private static final int MESSAGE_CHARS_MAX = 300;

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
        } catch (RowFailure failure) {
            throw failure;
        } catch (StackOverflowError | OutOfMemoryError exhausted) {
            throw new RowFailure(ErrorCode.FUNCTION_FAILED, thrown(exhausted));
        } catch (VirtualMachineError broken) {
            throw broken;
        } catch (Throwable failure) {
            throw new RowFailure(ErrorCode.FUNCTION_FAILED, message(failure));
        }
    }

    private String thrown(Throwable failure) {
        return function.name() + " threw " + failure.getClass().getName();
    }

    private String message(Throwable failure) {
        String said;
        try {
            said = failure.getMessage();
        } catch (RuntimeException | StackOverflowError e) {
            said = null; // the message is the project's code too
        }
        if (said == null) {
            return thrown(failure);
        }
        String line = said.lines().findFirst().orElse("");
        return thrown(failure)
                + ": "
                + line.substring(0, Math.min(line.length(), MESSAGE_CHARS_MAX));
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
