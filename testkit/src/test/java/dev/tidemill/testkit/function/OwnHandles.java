package dev.tidemill.testkit.function;

import dev.tidemill.algebra.function.JavaAggregate;
import dev.tidemill.algebra.function.JavaFunction;
import dev.tidemill.algebra.function.ProjectFunction;
import dev.tidemill.algebra.function.SqlAggregate;
import dev.tidemill.algebra.function.SqlFunction;
import dev.tidemill.algebra.type.Type;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

/** {@link OwnFunctions} as plans name them, without a jar. */
final class OwnHandles {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private OwnHandles() {}

    static List<ProjectFunction> functions() {
        Type timestamp = Type.TIMESTAMP;
        return List.of(
                scalar("half", Type.BIGINT, Type.BIGINT),
                scalar("label", Type.TEXT, Type.TEXT, Type.INTEGER),
                scalar("share", Type.decimal(10, 3), Type.decimal(12, 2), Type.DOUBLE),
                scalar("eve", Type.DATE, timestamp),
                aggregate(OwnFunctions.Sum.class, Type.BIGINT, Type.BIGINT),
                aggregate(OwnFunctions.Bag.class, Type.TEXT, Type.TEXT),
                aggregate(
                        OwnFunctions.Mean.class,
                        Type.decimal(20, 4),
                        Type.decimal(12, 2),
                        Type.INTEGER),
                aggregate(OwnFunctions.Latest.class, timestamp, timestamp));
    }

    private static JavaFunction scalar(String name, Type result, Type... parameters) {
        Method method = method(OwnFunctions.class, name);
        SqlFunction declared = method.getAnnotation(SqlFunction.class);
        return new JavaFunction(
                declared.name(),
                "1",
                List.of(parameters),
                result,
                declared.calledOnNull(),
                handle(method));
    }

    private static JavaAggregate aggregate(Class<?> type, Type result, Type... parameters) {
        SqlAggregate declared = type.getAnnotation(SqlAggregate.class);
        boolean retracts =
                Arrays.stream(type.getMethods()).anyMatch(m -> m.getName().equals("retract"));
        try {
            return new JavaAggregate(
                    declared.name(),
                    "1",
                    List.of(parameters),
                    result,
                    declared.calledOnNull(),
                    declared.stateBytesMax(),
                    LOOKUP.unreflectConstructor(type.getConstructor()),
                    handle(method(type, "accumulate")),
                    retracts ? handle(method(type, "retract")) : null,
                    handle(method(type, "result")));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Method method(Class<?> type, String name) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static MethodHandle handle(Method method) {
        try {
            return LOOKUP.unreflect(method);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
