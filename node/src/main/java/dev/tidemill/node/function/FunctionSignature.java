package dev.tidemill.node.function;

import dev.tidemill.algebra.function.Decimal;
import dev.tidemill.algebra.type.Type;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The SQL types of a method of a jar.
 *
 * @param name of the function, for what is wrong with it
 * @param calledOnNull whether its parameters must be able to hold null
 */
record FunctionSignature(String file, String name, boolean calledOnNull) {
    private static final Map<Class<?>, Type> TYPES =
            Map.ofEntries(
                    Map.entry(long.class, Type.BIGINT),
                    Map.entry(Long.class, Type.BIGINT),
                    Map.entry(int.class, Type.INTEGER),
                    Map.entry(Integer.class, Type.INTEGER),
                    Map.entry(double.class, Type.DOUBLE),
                    Map.entry(Double.class, Type.DOUBLE),
                    Map.entry(boolean.class, Type.BOOLEAN),
                    Map.entry(Boolean.class, Type.BOOLEAN),
                    Map.entry(String.class, Type.TEXT),
                    Map.entry(LocalDate.class, Type.DATE),
                    Map.entry(LocalDateTime.class, Type.TIMESTAMP),
                    Map.entry(Instant.class, Type.TIMESTAMPTZ),
                    Map.entry(UUID.class, Type.UUID));

    List<Type> parameters(Method method) {
        List<Type> parameters = new ArrayList<>();
        for (var parameter : method.getParameters()) {
            if (calledOnNull && parameter.getType().isPrimitive()) {
                throw Refusal.of(
                        file,
                        name + " is called on NULL, which a " + parameter.getType() + " cannot be",
                        "take the boxed type");
            }
            parameters.add(type(parameter.getType(), parameter));
        }
        return parameters;
    }

    Type result(Method method) {
        return type(method.getReturnType(), method);
    }

    private Type type(Class<?> java, AnnotatedElement declared) {
        if (java == BigDecimal.class) {
            return decimal(declared.getAnnotation(Decimal.class));
        }
        Type type = TYPES.get(java);
        if (type == null) {
            throw Refusal.of(
                    file, name + " has a " + java.getName() + ", which SQL has no type for");
        }
        return type;
    }

    private Type decimal(@Nullable Decimal decimal) {
        if (decimal == null) {
            throw Refusal.of(
                    file,
                    name + " has a BigDecimal without digits",
                    "annotate the parameter or, for the result, the method with"
                            + " @Decimal(precision = …, scale = …)");
        }
        try {
            return Type.decimal(decimal.precision(), decimal.scale());
        } catch (IllegalArgumentException e) {
            throw Refusal.of(file, name + ": " + e.getMessage());
        }
    }
}
