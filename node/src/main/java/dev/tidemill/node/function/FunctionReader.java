package dev.tidemill.node.function;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.function.Decimal;
import dev.tidemill.algebra.function.JavaFunction;
import dev.tidemill.algebra.function.SqlFunction;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.JavaRules;
import java.lang.annotation.AnnotationFormatError;
import java.lang.annotation.IncompleteAnnotationException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/** Finds the functions of one version of a jar. For one jar and one call. */
final class FunctionReader {
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
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

    private final String file;
    private final String version;
    private final Map<String, JavaFunction> functions = new TreeMap<>();

    private FunctionReader(String file, String version) {
        this.file = file;
        this.version = version;
    }

    /**
     * The functions by name.
     *
     * @throws TidemillException INVALID_FUNCTION, at the file
     */
    static Map<String, JavaFunction> read(String file, String version, byte[] jar) {
        JarContent content = JarContent.read(file, jar);
        FunctionReader reader = new FunctionReader(file, version);
        ClassLoader loader = new JarClassLoader(file, content.classes());
        for (String name : content.declaring()) {
            reader.readClass(name, loader);
        }
        if (reader.functions.isEmpty()) {
            throw Refusal.of(
                    file,
                    "there is no function in it",
                    "annotate a public static method with @SqlFunction");
        }
        return Map.copyOf(reader.functions);
    }

    private void readClass(String name, ClassLoader loader) {
        try {
            Class<?> type = Class.forName(name, false, loader);
            for (Method method : type.getDeclaredMethods()) {
                SqlFunction declared = method.getAnnotation(SqlFunction.class);
                if (declared != null) {
                    add(method, declared);
                }
            }
        } catch (ClassNotFoundException | LinkageError | AnnotationFormatError e) {
            throw Refusal.of(file, "the class " + name + " cannot be loaded: " + e);
        } catch (IncompleteAnnotationException e) {
            throw Refusal.of(file, name + " has a @SqlFunction without " + e.elementName());
        } catch (IllegalAccessException e) {
            throw Refusal.of(file, name + " cannot be called: " + e.getMessage());
        }
    }

    private void add(Method method, SqlFunction declared) throws IllegalAccessException {
        String name = declared.name();
        requireName(name);
        if (!declared.deterministic()) {
            throw Refusal.of(
                    file,
                    name + " is not declared deterministic",
                    "a live table takes rows back by computing them again: equal arguments must"
                            + " give equal results");
        }
        int modifiers = method.getModifiers();
        if (!Modifier.isStatic(modifiers)
                || !Modifier.isPublic(modifiers)
                || !Modifier.isPublic(method.getDeclaringClass().getModifiers())
                || method.isVarArgs()) {
            throw Refusal.of(file, name + " is not a public static method of a public class");
        }
        List<Type> parameters = new ArrayList<>();
        for (var parameter : method.getParameters()) {
            if (declared.calledOnNull() && parameter.getType().isPrimitive()) {
                throw Refusal.of(
                        file,
                        name + " is called on NULL, which a " + parameter.getType() + " cannot be",
                        "take the boxed type");
            }
            parameters.add(type(name, parameter.getType(), parameter));
        }
        Type result = type(name, method.getReturnType(), method);
        JavaFunction former =
                functions.put(
                        name,
                        new JavaFunction(
                                name,
                                version,
                                parameters,
                                result,
                                declared.calledOnNull(),
                                MethodHandles.publicLookup().unreflect(method)));
        if (former != null) {
            throw Refusal.of(file, "the function " + name + " is there twice");
        }
    }

    private void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw Refusal.of(
                    file,
                    "“" + name + "” cannot be a function's name",
                    "use small letters, digits and _, and start with a letter");
        }
        if (JavaRules.isBuiltIn(name)) {
            throw Refusal.of(
                    file, "SQL has a function " + name + " itself", "give it another name");
        }
    }

    private Type type(String name, Class<?> java, AnnotatedElement declared) {
        if (java == BigDecimal.class) {
            Decimal decimal = declared.getAnnotation(Decimal.class);
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
        Type type = TYPES.get(java);
        if (type == null) {
            throw Refusal.of(
                    file, name + " has a " + java.getName() + ", which SQL has no type for");
        }
        return type;
    }
}
