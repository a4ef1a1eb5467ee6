package dev.tidemill.node.function;

import dev.tidemill.algebra.function.SqlFunction;
import java.util.Map;

/**
 * The classes of one version of one jar, which see the JDK, the package of {@link SqlFunction} and
 * each other, and nothing else of this program. A jar therefore brings the libraries it uses.
 */
final class JarClassLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private static final String API = SqlFunction.class.getPackageName() + ".";

    private final Map<String, byte[]> classes;

    /**
     * @param classes bytes by binary name
     */
    JarClassLoader(String file, Map<String, byte[]> classes) {
        super(file, ClassLoader.getPlatformClassLoader());
        this.classes = Map.copyOf(classes);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes != null) {
            return defineClass(name, bytes, 0, bytes.length);
        }
        if (name.startsWith(API)) {
            return Class.forName(name, false, SqlFunction.class.getClassLoader());
        }
        throw new ClassNotFoundException(name);
    }
}
