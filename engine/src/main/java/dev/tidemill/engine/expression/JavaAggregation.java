package dev.tidemill.engine.expression;

import static java.lang.invoke.MethodHandles.collectArguments;
import static java.lang.invoke.MethodHandles.insertArguments;
import static java.lang.invoke.MethodHandles.permuteArguments;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.function.AggregateState;
import dev.tidemill.algebra.function.JavaAggregate;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Calls an aggregate of the project: a row's arguments are read from their columns by one method
 * handle of exact types, so that numbers are not boxed. Whatever the class throws is a {@link
 * RowFailure}, a stack or a heap that it exhausts included; the state is then of no use any more.
 * Safe for all threads; a state is used by one.
 */
public final class JavaAggregation {
    private final JavaAggregate aggregate;
    private final MethodHandle create;
    private final MethodHandle accumulate;
    private final @Nullable MethodHandle retract;
    private final MethodHandle result;

    public JavaAggregation(JavaAggregate aggregate) {
        this.aggregate = aggregate;
        this.create = aggregate.create().asType(MethodType.methodType(AggregateState.class));
        this.accumulate = reading(aggregate.accumulate());
        this.retract = aggregate.retract() == null ? null : reading(aggregate.retract());
        this.result =
                collectArguments(
                                JavaResults.writer(aggregate.result().type().returnType()),
                                1,
                                aggregate.result())
                        .asType(
                                MethodType.methodType(
                                        void.class, RowOutput.class, AggregateState.class));
    }

    /** (state, columns, row): method(state, read(0, columns, row), read(1, columns, row), …). */
    private static MethodHandle reading(MethodHandle method) {
        MethodType signature = method.type();
        MethodHandle reading = method;
        int count = signature.parameterCount() - 1;
        for (int i = count - 1; i >= 0; i--) {
            MethodHandle reader = JavaArguments.reader(signature.parameterType(1 + i));
            reading = collectArguments(reading, 1 + i, insertArguments(reader, 0, i));
        }
        int[] order = new int[1 + 2 * count];
        for (int i = 0; i < count; i++) {
            order[1 + 2 * i] = 1;
            order[2 + 2 * i] = 2;
        }
        return permuteArguments(
                        reading,
                        MethodType.methodType(
                                void.class, signature.parameterType(0), Column[].class, int.class),
                        order)
                .asType(
                        MethodType.methodType(
                                void.class, AggregateState.class, Column[].class, int.class));
    }

    /** The state of a group without values. */
    public AggregateState create() {
        try {
            return (AggregateState) create.invokeExact();
        } catch (Throwable thrown) {
            throw Thrown.by(aggregate.name(), thrown);
        }
    }

    /** Takes a row in. */
    public void accumulate(AggregateState state, Column[] arguments, int row) {
        try {
            accumulate.invokeExact(state, arguments, row);
        } catch (Throwable thrown) {
            throw Thrown.by(aggregate.name(), thrown);
        }
    }

    /** Takes a row back. */
    public void retract(AggregateState state, Column[] arguments, int row) {
        if (retract == null) {
            throw new IllegalStateException(aggregate + " is asked to take a row back");
        }
        try {
            retract.invokeExact(state, arguments, row);
        } catch (Throwable thrown) {
            throw Thrown.by(aggregate.name(), thrown);
        }
    }

    /** The state's bytes; more than the aggregate's bound are a failure. */
    public byte[] encode(AggregateState state) {
        BoundedBytes bytes = new BoundedBytes(aggregate.stateBytesMax());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            state.encode(out);
        } catch (Throwable thrown) {
            if (!bytes.isOver()) {
                throw Thrown.by(aggregate.name(), thrown);
            }
        }
        if (bytes.isOver()) {
            throw new RowFailure(
                    ErrorCode.RESULT_TOO_LARGE,
                    "the state of %s has more than %d bytes in one group"
                            .formatted(aggregate.name(), aggregate.stateBytesMax()));
        }
        return bytes.toByteArray();
    }

    /** The state of bytes that {@link #encode} gave. */
    public AggregateState decode(byte[] bytes, int from, int length) {
        AggregateState state = create();
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(bytes, from, length))) {
            state.decode(in);
            return state;
        } catch (Throwable thrown) {
            throw Thrown.by(aggregate.name(), thrown);
        }
    }

    /** Where the results of groups are put. */
    public Results results(int groups) {
        return new Results(groups);
    }

    /** The results of groups, one after another. For one thread. */
    public final class Results {
        private final RowOutput out;

        private Results(int groups) {
            this.out = new RowOutput(aggregate.resultType(), groups);
        }

        /** Appends a state's result, or fails and appends nothing. */
        public void append(AggregateState state) {
            try {
                result.invokeExact(out, state);
            } catch (Throwable thrown) {
                throw Thrown.by(aggregate.name(), thrown);
            }
        }

        public void appendNull() {
            out.column().appendNull();
        }

        public Column build() {
            return out.column().build();
        }
    }
}
