package dev.tidemill.algebra.function;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Type;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * A scalar function of the project, of one version of its jar.
 *
 * @param version the hash of the jar's bytes; part of each plan's identity that calls it
 * @param calledOnNull whether it is asked where an argument is NULL
 * @param handle the method itself, with its own Java types; safe for all threads
 */
public record JavaFunction(
        String name,
        String version,
        List<Type> parameters,
        Type result,
        boolean calledOnNull,
        MethodHandle handle)
        implements ProjectFunction {
    public JavaFunction {
        requireNonNull(name, "name");
        requireNonNull(version, "version");
        parameters = List.copyOf(parameters);
        requireNonNull(result, "result");
        requireNonNull(handle, "handle");
        if (handle.type().parameterCount() != parameters.size()) {
            throw new IllegalArgumentException(name + " has other parameters than its method");
        }
    }

    /** Canonical: name and version. */
    @Override
    public String toString() {
        return name + "@" + version;
    }
}
