package dev.tidemill.algebra.function;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Type;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate of the project, of one version of its jar. Its handles take the state first, with
 * the class's own Java types, and are safe for all threads; the states are not.
 *
 * @param version the hash of the jar's bytes; part of each plan's identity that calls it
 * @param calledOnNull whether it is asked where an argument is NULL
 * @param stateBytesMax the most bytes of one group
 * @param create makes an {@link AggregateState}
 * @param retract null when the class cannot take rows back
 */
public record JavaAggregate(
        String name,
        String version,
        List<Type> parameters,
        Type resultType,
        boolean calledOnNull,
        int stateBytesMax,
        MethodHandle create,
        MethodHandle accumulate,
        @Nullable MethodHandle retract,
        MethodHandle result)
        implements ProjectFunction {
    public JavaAggregate {
        requireNonNull(name, "name");
        requireNonNull(version, "version");
        parameters = List.copyOf(parameters);
        requireNonNull(resultType, "resultType");
        requireNonNull(create, "create");
        requireNonNull(result, "result");
        int count = parameters.size() + 1;
        if (parameters.isEmpty()
                || accumulate.type().parameterCount() != count
                || (retract != null && retract.type().parameterCount() != count)) {
            throw new IllegalArgumentException(name + " has other parameters than its methods");
        }
        if (stateBytesMax < 1 || stateBytesMax > SqlAggregate.STATE_BYTES_CEILING) {
            throw new IllegalArgumentException(name + " with a state of " + stateBytesMax);
        }
    }

    /** Whether rows can be taken back. */
    public boolean canRetract() {
        return retract != null;
    }

    /** Canonical: name and version. */
    @Override
    public String toString() {
        return name + "@" + version;
    }
}
