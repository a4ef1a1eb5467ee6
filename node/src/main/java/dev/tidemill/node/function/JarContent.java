package dev.tidemill.node.function;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.function.SqlAggregate;
import dev.tidemill.algebra.function.SqlFunction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The classes of a jar, read whole and checked before any of them is loaded.
 *
 * @param classes bytes by binary name
 * @param declaring names of the classes with functions
 */
record JarContent(Map<String, byte[]> classes, List<String> declaring) {
    /** The most bytes that the classes of a jar may have, unpacked. */
    static final long CLASS_BYTES_MAX = 256L << 20;

    private static final int MAGIC = 0xCAFEBABE;
    private static final int VERSION_OFFSET = 44;
    private static final String FUNCTION = SqlFunction.class.descriptorString();
    private static final String AGGREGATE = SqlAggregate.class.descriptorString();

    JarContent {
        classes = Map.copyOf(classes);
        declaring = List.copyOf(declaring);
    }

    static JarContent read(String file, byte[] jar) {
        Map<String, byte[]> classes = new LinkedHashMap<>();
        boolean anyEntry = false;
        long left = CLASS_BYTES_MAX;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
            ZipEntry entry;
            while ((entry = zip.getNextEntry()) != null) {
                anyEntry = true;
                String path = entry.getName();
                if (!path.endsWith(".class")
                        || path.startsWith("META-INF/")
                        || path.endsWith("module-info.class")) {
                    continue;
                }
                byte[] bytes = zip.readNBytes((int) Math.min(left + 1, Integer.MAX_VALUE - 8));
                left -= bytes.length;
                if (left < 0) {
                    throw Refusal.of(file, "its classes are larger than " + CLASS_BYTES_MAX);
                }
                requireReadable(file, path, bytes);
                String name = path.substring(0, path.length() - 6).replace('/', '.');
                classes.put(name, bytes);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw Refusal.of(file, "not a jar that can be read: " + e.getMessage());
        }
        if (!anyEntry) {
            throw Refusal.of(file, "not a jar that can be read: there is nothing in it");
        }
        return new JarContent(classes, declaring(file, classes));
    }

    private static void requireReadable(String file, String path, byte[] bytes) {
        if (bytes.length < 8 || number(bytes, 0, 4) != MAGIC) {
            throw Refusal.of(file, path + " is not a class");
        }
        int needed = number(bytes, 6, 2) - VERSION_OFFSET;
        int here = Runtime.version().feature();
        if (needed > here) {
            throw Refusal.of(
                    file,
                    path + " is of Java " + needed + ", and this mill runs on Java " + here,
                    "compile with --release " + here);
        }
    }

    private static int number(byte[] bytes, int from, int count) {
        int number = 0;
        for (int i = from; i < from + count; i++) {
            number = number << 8 | (bytes[i] & 0xFF);
        }
        return number;
    }

    private static List<String> declaring(String file, Map<String, byte[]> classes) {
        List<String> declaring = new ArrayList<>();
        classes.forEach(
                (name, bytes) -> {
                    try {
                        if (declares(ClassFile.of().parse(bytes))) {
                            declaring.add(name);
                        }
                    } catch (IllegalArgumentException e) {
                        throw damaged(file, name, e);
                    }
                });
        declaring.sort(null);
        return declaring;
    }

    private static TidemillException damaged(String file, String name, RuntimeException e) {
        return Refusal.of(file, "the class " + name + " is damaged: " + e.getMessage());
    }

    private static boolean declares(ClassModel model) {
        return has(model, AGGREGATE)
                || model.methods().stream().anyMatch(method -> has(method, FUNCTION));
    }

    private static boolean has(AttributedElement element, String annotation) {
        return element.findAttributes(Attributes.runtimeVisibleAnnotations()).stream()
                .flatMap(attribute -> attribute.annotations().stream())
                .anyMatch(one -> one.className().equalsString(annotation));
    }
}
