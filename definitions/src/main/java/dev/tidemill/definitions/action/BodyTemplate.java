package dev.tidemill.definitions.action;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON with places for values. A text that is one reference and nothing else becomes the value
 * itself, with its JSON type; within a longer text a reference becomes the value's text.
 *
 * <pre>
 * template  {"late": "{{row.minutes}}", "text": "{{row.airport}} is late"}
 * rendered  {"late": 12, "text": "ATL is late"}
 * </pre>
 *
 * <p>NULL is {@code null} as a value, and no character within a text. Immutable.
 */
public final class BodyTemplate {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Pattern REFERENCE =
            Pattern.compile("\\{\\{\\s*([a-z]+)(?:\\.([^{}\\s]+))?\\s*}}");

    private final JsonNode root;
    private final List<Reference> references;

    /**
     * What stands between braces.
     *
     * @param part {@code row}, {@code old}, {@code now} …
     * @param column what stands behind a dot, or null
     */
    public record Reference(String part, @Nullable String column) {
        public Reference {
            requireNonNull(part, "part");
        }

        @Override
        public String toString() {
            return column == null ? part : part + "." + column;
        }
    }

    /** Gives the values. */
    @FunctionalInterface
    public interface Values {
        /** A value as JSON. */
        String json(Reference reference);
    }

    private BodyTemplate(JsonNode root) {
        this.root = root;
        List<Reference> found = new ArrayList<>();
        collect(root, found);
        this.references = List.copyOf(found);
    }

    /** The template whose {@link #json} this is; IllegalArgumentException when it is no JSON. */
    public static BodyTemplate of(String json) {
        try {
            return new BodyTemplate(MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a template that is no JSON", e);
        }
    }

    /** The template itself as JSON. */
    public String json() {
        return root.toString();
    }

    /** All references, in their order. */
    public List<Reference> references() {
        return references;
    }

    /**
     * One value of an object, as JSON; empty when the template is none, or has none of the name.
     */
    public Optional<String> member(String name) {
        return Optional.ofNullable(root.get(name)).map(JsonNode::toString);
    }

    /** Whether some braces of a text are no reference. */
    static boolean hasStrayBraces(String text) {
        return REFERENCE.matcher(text).replaceAll("").contains("{{");
    }

    private static void collect(JsonNode node, List<Reference> into) {
        if (node.isTextual()) {
            Matcher matcher = REFERENCE.matcher(node.textValue());
            while (matcher.find()) {
                into.add(reference(matcher));
            }
        }
        node.forEach(child -> collect(child, into));
    }

    private static Reference reference(Matcher matcher) {
        return new Reference(requireNonNull(matcher.group(1)), matcher.group(2));
    }

    /** The JSON with the values in their places. */
    public String render(Values values) {
        StringBuilder out = new StringBuilder(128);
        render(root, values, out);
        return out.toString();
    }

    /**
     * What stands in the places of references.
     *
     * @param references one, or those of a text that has more in it
     * @param value JSON when it is alone, otherwise the whole text that it is a part of
     * @param alone whether the place is one reference and nothing else
     */
    public record Filled(List<Reference> references, String value, boolean alone) {
        public Filled {
            references = List.copyOf(references);
            requireNonNull(value, "value");
        }
    }

    /** The inverse of {@link #render}; empty when another template, or none, made the text. */
    public Optional<List<Filled>> read(String rendered) {
        List<Filled> filled = new ArrayList<>();
        try {
            return isRead(root, MAPPER.readTree(rendered), filled)
                    ? Optional.of(filled)
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static boolean isRead(JsonNode node, JsonNode rendered, List<Filled> into) {
        if (node.isTextual()) {
            return isTextRead(node.textValue(), rendered, into);
        }
        if (!node.isContainerNode()) {
            return isSame(node, rendered);
        }
        if (node.getNodeType() != rendered.getNodeType() || node.size() != rendered.size()) {
            return false;
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            if (!isRead(node.get(i), rendered.get(i), into)) {
                return false;
            }
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            JsonNode member = rendered.get(field.getKey());
            if (member == null || !isRead(field.getValue(), member, into)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTextRead(String text, JsonNode rendered, List<Filled> into) {
        Matcher matcher = REFERENCE.matcher(text);
        if (matcher.matches()) {
            into.add(new Filled(List.of(reference(matcher)), rendered.toString(), true));
            return true;
        }
        List<Reference> found = new ArrayList<>();
        StringBuilder form = new StringBuilder();
        int end = 0;
        matcher.reset();
        while (matcher.find()) {
            found.add(reference(matcher));
            form.append(Pattern.quote(text.substring(end, matcher.start()))).append(".*");
            end = matcher.end();
        }
        form.append(Pattern.quote(text.substring(end)));
        if (!rendered.isTextual()
                || !Pattern.compile(form.toString(), Pattern.DOTALL)
                        .matcher(rendered.textValue())
                        .matches()) {
            return false;
        }
        if (!found.isEmpty()) {
            into.add(new Filled(found, rendered.textValue(), false));
        }
        return true;
    }

    /** Numbers may be written otherwise. */
    private static boolean isSame(JsonNode node, JsonNode rendered) {
        if (node.isNumber() && rendered.isNumber()) {
            return node.decimalValue().compareTo(rendered.decimalValue()) == 0;
        }
        return node.equals(rendered);
    }

    private static void render(JsonNode node, Values values, StringBuilder out) {
        switch (node) {
            case ObjectNode object -> {
                char before = '{';
                for (Map.Entry<String, JsonNode> field : object.properties()) {
                    out.append(before).append(new TextNode(field.getKey())).append(':');
                    render(field.getValue(), values, out);
                    before = ',';
                }
                out.append(before == '{' ? "{}" : "}");
            }
            case ArrayNode array -> {
                char before = '[';
                for (JsonNode item : array) {
                    out.append(before);
                    render(item, values, out);
                    before = ',';
                }
                out.append(before == '[' ? "[]" : "]");
            }
            case TextNode text -> out.append(rendered(text.textValue(), values));
            default -> out.append(node);
        }
    }

    private static String rendered(String text, Values values) {
        Matcher matcher = REFERENCE.matcher(text);
        if (matcher.matches()) {
            return values.json(reference(matcher));
        }
        String filled =
                matcher.replaceAll(
                        found ->
                                Matcher.quoteReplacement(
                                        text(
                                                values.json(
                                                        new Reference(
                                                                found.group(1), found.group(2))))));
        return new TextNode(filled).toString();
    }

    /** A JSON value as it stands within a text. */
    private static String text(String json) {
        if (json.equals("null")) {
            return "";
        }
        if (!json.startsWith("\"")) {
            return json;
        }
        try {
            return MAPPER.readTree(json).textValue();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a value that is no JSON", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BodyTemplate template && root.equals(template.root);
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    @Override
    public String toString() {
        return json();
    }
}
