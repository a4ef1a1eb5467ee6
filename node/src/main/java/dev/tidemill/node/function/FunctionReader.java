package dev.tidemill.node.function;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.function.JavaFunction;
import dev.tidemill.algebra.function.ProjectFunction;
import dev.tidemill.algebra.function.SqlAggregate;
import dev.tidemill.algebra.function.SqlFunction;
import dev.tidemill.sql.validate.JavaRules;
import java.lang.annotation.AnnotationFormatError;
import java.lang.annotation.IncompleteAnnotationException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Finds the functions of one version of a jar. For one jar and one call. */
final class FunctionReader {
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private final String file;
    private final String version;
    private final Map<String, ProjectFunction> functions = new TreeMap<>();

    private FunctionReader(String file, String version) {
        this.file = file;
        this.version = version;
    }

    /**
     * The functions by name.
     *
     * @throws TidemillException INVALID_FUNCTION, at the file
     */
    static Map<String, ProjectFunction> read(String file, String version, byte[] jar) {
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
                    "annotate a public static method with @SqlFunction, or a class with"
                            + " @SqlAggregate");
        }
        return Map.copyOf(reader.functions);
    }

    private void readClass(String name, ClassLoader loader) {
        try {
            // Initialised now: one that fails would throw something else at the second call.
            Class<?> type = Class.forName(name, true, loader);
            SqlAggregate aggregate = type.getAnnotation(SqlAggregate.class);
            if (aggregate != null) {
                add(type, aggregate);
            }
            for (Method method : type.getDeclaredMethods()) {
                SqlFunction declared = method.getAnnotation(SqlFunction.class);
                if (declared != null) {
                    add(method, declared);
                }
            }
        } catch (ClassNotFoundException | LinkageError | AnnotationFormatError e) {
            throw Refusal.of(file, "the class " + name + " cannot be loaded: " + e);
        } catch (IncompleteAnnotationException e) {
            throw Refusal.of(file, name + " has an annotation without " + e.elementName());
        } catch (IllegalAccessException e) {
            throw Refusal.of(file, name + " cannot be called: " + e.getMessage());
        }
    }

    private void add(Method method, SqlFunction declared) throws IllegalAccessException {
        String name = declared.name();
        requireName(name);
        requireDeterministic(name, declared.deterministic());
        int modifiers = method.getModifiers();
        if (!Modifier.isStatic(modifiers)
                || !Modifier.isPublic(modifiers)
                || !Modifier.isPublic(method.getDeclaringClass().getModifiers())
                || method.isVarArgs()) {
            throw Refusal.of(file, name + " is not a public static method of a public class");
        }
        FunctionSignature signature = new FunctionSignature(file, name, declared.calledOnNull());
        put(
                new JavaFunction(
                        name,
                        version,
                        signature.parameters(method),
                        signature.result(method),
                        declared.calledOnNull(),
                        MethodHandles.publicLookup().unreflect(method)));
    }

    private void add(Class<?> type, SqlAggregate declared) throws IllegalAccessException {
        requireName(declared.name());
        requireDeterministic(declared.name(), declared.deterministic());
        put(new AggregateReader(file, version, type, declared).read());
    }

    private void put(ProjectFunction function) {
        if (functions.put(function.name(), function) != null) {
            throw Refusal.of(file, "the function " + function.name() + " is there twice");
        }
    }

    private void requireDeterministic(String name, boolean deterministic) {
        if (!deterministic) {
            throw Refusal.of(
                    file,
                    name + " is not declared deterministic",
                    "a live table takes rows back by computing them again: equal arguments must"
                            + " give equal results");
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
}
