package dev.tidemill.definitions.javaclass;

import static java.util.Objects.requireNonNull;

import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The annotations of a class or a component, by simple name, with the values that were written.
 *
 * @param values texts and whole numbers as such, arrays as lists
 */
record Annotated(Map<String, Map<String, Object>> values) {
    static final String PACKAGE = "Ldev/tidemill/annotations/";

    Annotated {
        requireNonNull(values, "values");
    }

    static Annotated of(AttributedElement element) {
        Map<String, Map<String, Object>> found = new LinkedHashMap<>();
        element.findAttribute(Attributes.runtimeInvisibleAnnotations())
                .ifPresent(all -> all.annotations().forEach(each -> add(each, found)));
        element.findAttribute(Attributes.runtimeVisibleAnnotations())
                .ifPresent(all -> all.annotations().forEach(each -> add(each, found)));
        return new Annotated(found);
    }

    private static void add(Annotation annotation, Map<String, Map<String, Object>> found) {
        String type = annotation.className().stringValue();
        if (type.startsWith(PACKAGE)) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (AnnotationElement element : annotation.elements()) {
                values.put(element.name().stringValue(), value(element.value()));
            }
            found.put(type.substring(PACKAGE.length(), type.length() - 1), values);
        }
    }

    private static Object value(AnnotationValue value) {
        return switch (value) {
            case AnnotationValue.OfArray array -> {
                List<Object> values = new ArrayList<>();
                array.values().forEach(each -> values.add(value(each)));
                yield values;
            }
            case AnnotationValue.OfString text -> text.stringValue();
            case AnnotationValue.OfInt number -> number.intValue();
            case AnnotationValue other -> other.toString();
        };
    }

    boolean has(String annotation) {
        return values.containsKey(annotation);
    }

    /** A text that was written and is not empty. */
    Optional<String> text(String annotation, String key) {
        return Optional.ofNullable(values.get(annotation))
                .map(written -> written.get(key))
                .map(String::valueOf)
                .filter(text -> !text.isEmpty());
    }

    int number(String annotation, String key, int fallback) {
        Map<String, Object> written = values.get(annotation);
        return written != null && written.get(key) instanceof Integer number ? number : fallback;
    }

    List<String> texts(String annotation, String key) {
        Map<String, Object> written = values.get(annotation);
        return written != null && written.get(key) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
