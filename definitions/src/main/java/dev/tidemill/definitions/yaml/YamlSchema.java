package dev.tidemill.definitions.yaml;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.text.ClosestWord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The JSON schema of one kind of definition file, whose violations become problems with places and
 * hints. Safe for any thread.
 */
public final class YamlSchema {
    public static final YamlSchema PROJECT = new YamlSchema("project");
    public static final YamlSchema CONTRACT = new YamlSchema("contract");
    public static final YamlSchema ACTION = new YamlSchema("action");

    private final JsonNode source;
    private final JsonSchema schema;

    private YamlSchema(String resource) {
        this.source = load(resource + ".schema.json");
        SchemaValidatorsConfig config =
                SchemaValidatorsConfig.builder()
                        .pathType(PathType.JSON_POINTER)
                        .locale(Locale.ENGLISH)
                        .build();
        this.schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(source, config);
    }

    private static JsonNode load(String resource) {
        try (InputStream stream =
                requireNonNull(YamlSchema.class.getResourceAsStream(resource), resource)) {
            return new ObjectMapper().readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds the file's violations to the problems; true when there is none. */
    public boolean accepts(YamlFile file, Problems problems) {
        int before = problems.count();
        for (ValidationMessage violation : schema.validate(file.root())) {
            report(file, violation, problems);
        }
        return problems.count() == before;
    }

    private void report(YamlFile file, ValidationMessage violation, Problems problems) {
        String pointer = violation.getInstanceLocation().toString();
        Place place = file.placeOf(pointer);
        String property = String.valueOf(violation.getProperty());
        JsonNode instance = file.root().at(pointer);
        switch (violation.getType()) {
            case "additionalProperties" ->
                    problems.add(
                            file.placeOfKey(YamlFile.child(pointer, property)),
                            "unknown key “" + property + "”",
                            ClosestWord.hint(property, knownKeys(violation)));
            case "required" ->
                    problems.add(file.placeOfKey(pointer), "the key “" + property + "” is missing");
            case "enum", "const" ->
                    problems.add(
                            place,
                            "“" + instance.asText() + "” is not allowed here",
                            allowed(instance.asText(), violation.getSchemaNode()));
            case "type" ->
                    problems.add(
                            place,
                            "expected %s, found %s"
                                    .formatted(
                                            typeNames(violation.getSchemaNode()),
                                            kindOf(instance)));
            case "pattern" ->
                    problems.add(
                            place,
                            "“%s” must match %s"
                                    .formatted(
                                            instance.asText(), violation.getSchemaNode().asText()));
            default -> problems.add(place, afterPointer(violation.getMessage()));
        }
    }

    /** The keys that the violated schema knows where the unknown one stands. */
    private List<String> knownKeys(ValidationMessage violation) {
        String keyword = String.valueOf(violation.getSchemaLocation().getFragment());
        int parentEnd = keyword.lastIndexOf('/');
        List<String> known = new ArrayList<>();
        if (parentEnd >= 0) {
            source.at(keyword.substring(0, parentEnd))
                    .path("properties")
                    .fieldNames()
                    .forEachRemaining(known::add);
        }
        return known;
    }

    private static String allowed(String word, @Nullable JsonNode values) {
        List<String> known = new ArrayList<>();
        if (values != null && values.isArray()) {
            values.forEach(value -> known.add(value.asText()));
        } else if (values != null) {
            known.add(values.asText());
        }
        return ClosestWord.to(word, known)
                .map(near -> "did you mean " + near + "?")
                .orElseGet(() -> "allowed: " + String.join(", ", known));
    }

    private static String typeNames(@Nullable JsonNode types) {
        if (types == null) {
            return "another type";
        }
        List<String> names = new ArrayList<>();
        if (types.isArray()) {
            types.forEach(type -> names.add(typeName(type.asText())));
        } else {
            names.add(typeName(types.asText()));
        }
        return String.join(" or ", names);
    }

    private static String typeName(String type) {
        return switch (type) {
            case "object" -> "a mapping";
            case "array" -> "a list";
            case "string" -> "a text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            default -> type;
        };
    }

    private static String kindOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "a mapping";
            case ARRAY -> "a list";
            case STRING -> "the text “" + value.asText() + "”";
            case NUMBER -> "the number " + value.asText();
            case BOOLEAN -> value.asText();
            case NULL, MISSING -> "nothing";
            case BINARY, POJO -> "something else";
        };
    }

    /** The validator's messages start with the pointer, which the place already tells. */
    private static String afterPointer(String message) {
        int colon = message.indexOf(": ");
        return colon < 0 ? message : message.substring(colon + 2);
    }
}
