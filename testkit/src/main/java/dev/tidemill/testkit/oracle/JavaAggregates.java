package dev.tidemill.testkit.oracle;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.function.AggregateState;
import dev.tidemill.algebra.function.JavaAggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates of the project from all rows of a group: one object that accumulates them in their
 * order and never goes through bytes, but to see that these are not too many.
 */
final class JavaAggregates {
    private JavaAggregates() {}

    static @Nullable Object aggregate(AggregateCall call, JavaAggregate java, ZSet group) {
        Map<List<@Nullable Object>, List<@Nullable Object>> values = new LinkedHashMap<>();
        Map<List<@Nullable Object>, Long> times = new LinkedHashMap<>();
        group.weights()
                .forEach(
                        (row, weight) -> {
                            List<@Nullable Object> arguments = new ArrayList<>();
                            call.arguments().forEach(column -> arguments.add(row.get(column)));
                            boolean counts =
                                    call.filter() < 0
                                            || Boolean.TRUE.equals(row.get(call.filter()));
                            if (counts && (java.calledOnNull() || !arguments.contains(null))) {
                                List<@Nullable Object> key = new ArrayList<>();
                                arguments.forEach(a -> key.add(SqlOrder.groupingKey(a)));
                                values.putIfAbsent(key, arguments);
                                times.merge(key, weight, Long::sum);
                            }
                        });
        try {
            AggregateState state = (AggregateState) java.create().invokeWithArguments();
            for (Map.Entry<List<@Nullable Object>, Long> entry : times.entrySet()) {
                List<@Nullable Object> arguments = requireNonNull(values.get(entry.getKey()));
                long count = call.distinct() ? Math.min(1, entry.getValue()) : entry.getValue();
                for (long i = 0; i < count; i++) {
                    java.accumulate().invokeWithArguments(given(java, state, arguments));
                }
            }
            requireFits(java, state);
            return JavaFunctions.plain(java.result().invokeWithArguments(state), java.resultType());
        } catch (RowError e) {
            throw e;
        } catch (Throwable e) {
            throw new RowError(ErrorCode.FUNCTION_FAILED, java.name() + " threw " + e);
        }
    }

    private static List<@Nullable Object> given(
            JavaAggregate java, AggregateState state, List<@Nullable Object> arguments) {
        List<@Nullable Object> given = new ArrayList<>();
        given.add(state);
        for (int i = 0; i < arguments.size(); i++) {
            Class<?> type = java.accumulate().type().parameterType(i + 1);
            given.add(JavaFunctions.java(arguments.get(i), type));
        }
        return given;
    }

    private static void requireFits(JavaAggregate java, AggregateState state) throws Throwable {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        state.encode(new DataOutputStream(bytes));
        if (bytes.size() > java.stateBytesMax()) {
            throw new RowError(ErrorCode.RESULT_TOO_LARGE, bytes.size() + " bytes");
        }
    }
}
