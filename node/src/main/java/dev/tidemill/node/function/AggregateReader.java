package dev.tidemill.node.function;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.function.AggregateState;
import dev.tidemill.algebra.function.JavaAggregate;
import dev.tidemill.algebra.function.SqlAggregate;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks one class of a jar as an aggregate. For one class and one call. */
final class AggregateReader {
    private final String file;
    private final String version;
    private final Class<?> type;
    private final SqlAggregate declared;
    private final String name;

    AggregateReader(String file, String version, Class<?> type, SqlAggregate declared) {
        this.file = file;
        this.version = version;
        this.type = type;
        this.declared = declared;
        this.name = declared.name();
    }

    /**
     * The aggregate.
     *
     * @throws TidemillException INVALID_FUNCTION, at the file
     */
    JavaAggregate read() throws IllegalAccessException {
        requireUsable();
        Method accumulate = required("accumulate", "takes the arguments of a row");
        Method retract = method("retract");
        Method result = required("result", "gives the value of a group");
        requireAlike(accumulate, retract);
        if (result.getParameterCount() > 0) {
            throw refused("its result takes parameters");
        }
        FunctionSignature signature = new FunctionSignature(file, name, declared.calledOnNull());
        if (accumulate.getParameterCount() == 0) {
            throw refused("its accumulate takes no parameters");
        }
        return new JavaAggregate(
                name,
                version,
                signature.parameters(accumulate),
                signature.result(result),
                declared.calledOnNull(),
                declared.stateBytesMax(),
                constructor(),
                handle(accumulate),
                retract == null ? null : handle(retract),
                handle(result));
    }

    private void requireUsable() {
        int modifiers = type.getModifiers();
        boolean made =
                Modifier.isPublic(modifiers)
                        && !Modifier.isAbstract(modifiers)
                        && (!type.isMemberClass() || Modifier.isStatic(modifiers));
        if (!made) {
            throw refused("its class is not public, or cannot be made by itself");
        }
        if (!AggregateState.class.isAssignableFrom(type)) {
            throw Refusal.of(
                    file,
                    name + ": its class is no AggregateState",
                    "implement AggregateState: encode and decode make bytes of a group's state");
        }
        int bytes = declared.stateBytesMax();
        if (bytes < 1 || bytes > SqlAggregate.STATE_BYTES_CEILING) {
            throw refused(
                    "stateBytesMax is %d, and must be 1 to %d"
                            .formatted(bytes, SqlAggregate.STATE_BYTES_CEILING));
        }
    }

    private TidemillException refused(String fact) {
        return Refusal.of(file, name + ": " + fact);
    }

    private Method required(String method, String why) {
        Method found = method(method);
        if (found == null) {
            throw Refusal.of(
                    file, name + ": its class has no method " + method, "the method " + why);
        }
        return found;
    }

    /** The one public method of a name; null when there is none. */
    private @Nullable Method method(String method) {
        List<Method> found =
                Arrays.stream(type.getMethods())
                        .filter(one -> one.getName().equals(method) && !one.isBridge())
                        .filter(one -> !Modifier.isStatic(one.getModifiers()))
                        .toList();
        if (found.size() > 1) {
            throw refused("its class has several methods " + method);
        }
        return found.isEmpty() ? null : found.getFirst();
    }

    private void requireAlike(Method accumulate, @Nullable Method retract) {
        boolean nothing =
                accumulate.getReturnType() == void.class
                        && (retract == null || retract.getReturnType() == void.class);
        if (!nothing || accumulate.isVarArgs()) {
            throw refused("accumulate and retract return nothing, of a fixed number of parameters");
        }
        if (retract != null
                && !Arrays.equals(accumulate.getParameterTypes(), retract.getParameterTypes())) {
            throw refused("its retract has other parameters than its accumulate");
        }
    }

    private MethodHandle constructor() throws IllegalAccessException {
        try {
            Constructor<?> constructor = type.getConstructor();
            return MethodHandles.publicLookup().unreflectConstructor(constructor);
        } catch (NoSuchMethodException e) {
            throw refused("its class has no public constructor without parameters");
        }
    }

    /** Of the class itself, whatever class above it has the method. */
    private MethodHandle handle(Method method) throws IllegalAccessException {
        MethodHandle handle = MethodHandles.publicLookup().unreflect(method);
        return handle.asType(handle.type().changeParameterType(0, type));
    }
}
