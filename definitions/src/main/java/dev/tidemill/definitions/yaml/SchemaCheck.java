package dev.tidemill.definitions.yaml;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.text.ClosestWord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks one value against a JSON schema (2020-12), as far as the schemas of definitions use it. An
 * unknown keyword fails at once: a schema that is silently half-checked would be worse than none.
 * Owned by one check.
 *
 * <p>A full validator was tried: it took half a second of every start to read its meta-schemas, and
 * its messages had to be rewritten for places and hints all the same. A test holds this one against
 * it.
 */
record SchemaCheck(JsonNode root, Problems problems) {
    SchemaCheck {
        requireNonNull(root, "root");
        requireNonNull(problems, "problems");
    }

    void check(JsonNode schema, YamlValue read) {
        if (read.isOpen()) {
            return; // What could not be filled in was told, and has no type.
        }
        int before = problems.count();
        JsonNode types = schema.get("type");
        YamlValue value = types == null || allows(types, "string") ? read : read.spelled();
        if (types != null) {
            checkType(types, value);
        }
        if (problems.count() > before) {
            return;
        }
        for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
            checkKeyword(schema, keyword.getKey(), keyword.getValue(), value);
        }
    }

    private void checkKeyword(JsonNode schema, String keyword, JsonNode demand, YamlValue value) {
        switch (keyword) {
            case "$ref" -> check(root.at(demand.asText().substring(1)), value);
            case "allOf" -> demand.forEach(each -> check(each, value));
            case "if" -> checkThen(demand, schema.path("then"), value);
            case "enum" -> checkAllowed(demand, value);
            case "const" -> checkConstant(demand, value);
            case "required" -> checkRequired(demand, value);
            case "properties" -> checkProperties(demand, value);
            case "additionalProperties" -> checkOthers(schema, demand, value);
            case "minProperties" -> checkCount(value.node().isObject(), demand, value, "entries");
            case "items" -> value.items().forEach(item -> check(demand, item));
            case "minItems" -> checkCount(value.node().isArray(), demand, value, "elements");
            case "maxItems" -> checkCountMax(demand, value);
            case "uniqueItems" -> checkUnique(value);
            case "minLength", "pattern" -> checkText(keyword, demand, value);
            case "minimum", "maximum", "exclusiveMinimum" -> checkBound(keyword, demand, value);
            case "$schema",
                    "$defs",
                    "title",
                    "description",
                    "examples",
                    "default",
                    "type",
                    "then" -> {}
            default -> throw new IllegalStateException("schema keyword " + keyword);
        }
    }

    private static boolean allows(JsonNode types, String name) {
        return types.isArray()
                ? types.valueStream().anyMatch(type -> type.asText().equals(name))
                : types.asText().equals(name);
    }

    private void checkType(JsonNode types, YamlValue value) {
        List<String> names = new ArrayList<>();
        if (types.isArray()) {
            types.forEach(type -> names.add(type.asText()));
        } else {
            names.add(types.asText());
        }
        if (names.stream().noneMatch(name -> isOfType(name, value.node()))) {
            String expected =
                    String.join(" or ", names.stream().map(SchemaCheck::typeName).toList());
            problems.add(value.place(), "expected " + expected + ", found " + kindOf(value));
        }
    }

    private static boolean isOfType(String type, JsonNode node) {
        return switch (type) {
            case "object" -> node.isObject();
            case "array" -> node.isArray();
            case "string" -> node.isTextual();
            case "boolean" -> node.isBoolean();
            case "null" -> node.isNull();
            case "number" -> node.isNumber();
            case "integer" -> node.isIntegralNumber();
            default -> throw new IllegalStateException("schema type " + type);
        };
    }

    private static String typeName(String type) {
        return switch (type) {
            case "object" -> "a mapping";
            case "array" -> "a list";
            case "string" -> "a text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "null" -> "null";
            default -> "true or false";
        };
    }

    private static String kindOf(YamlValue value) {
        return switch (value.node().getNodeType()) {
            case OBJECT -> "a mapping";
            case ARRAY -> "a list";
            case STRING -> "the text “" + value.written() + "”";
            case NUMBER -> "the number " + value.written();
            case BOOLEAN -> value.written();
            case NULL, MISSING -> "nothing";
            case BINARY, POJO -> "something else";
        };
    }

    private void checkThen(JsonNode condition, JsonNode then, YamlValue value) {
        Problems unmet = new Problems();
        new SchemaCheck(root, unmet).check(condition, value);
        if (unmet.count() == 0) {
            check(then, value);
        }
    }

    private void checkAllowed(JsonNode allowed, YamlValue value) {
        List<String> known = new ArrayList<>();
        boolean found = false;
        for (JsonNode each : allowed) {
            known.add(each.asText());
            found |= each.equals(value.node());
        }
        if (!found) {
            refuse(value, known);
        }
    }

    private void checkConstant(JsonNode constant, YamlValue value) {
        boolean same =
                (constant.isNumber() && value.node().isNumber())
                        ? constant.decimalValue().compareTo(value.node().decimalValue()) == 0
                        : constant.equals(value.node());
        if (!same) {
            refuse(value, List.of(constant.asText()));
        }
    }

    private void refuse(YamlValue value, List<String> known) {
        problems.add(
                value.place(),
                "“" + value.written() + "” is not allowed here",
                ClosestWord.to(value.written(), known)
                        .map(near -> "did you mean " + near + "?")
                        .orElseGet(() -> "allowed: " + String.join(", ", known)));
    }

    private void checkRequired(JsonNode required, YamlValue value) {
        for (JsonNode key : required) {
            if (value.node().isObject() && !value.node().has(key.asText())) {
                problems.add(value.placeOfKey(), "the key “" + key.asText() + "” is missing");
            }
        }
    }

    private void checkProperties(JsonNode properties, YamlValue value) {
        for (Map.Entry<String, YamlValue> entry : value.entries().entrySet()) {
            JsonNode schema = properties.get(entry.getKey());
            if (schema != null && schema.isObject()) {
                check(schema, entry.getValue());
            }
        }
    }

    private void checkOthers(JsonNode schema, JsonNode others, YamlValue value) {
        JsonNode known = schema.path("properties");
        for (Map.Entry<String, YamlValue> entry : value.entries().entrySet()) {
            if (known.has(entry.getKey())) {
                continue;
            }
            if (others.isObject()) {
                check(others, entry.getValue());
            } else {
                problems.add(
                        entry.getValue().placeOfKey(),
                        "unknown key “" + entry.getKey() + "”",
                        ClosestWord.hint(entry.getKey(), names(known)));
            }
        }
    }

    private static List<String> names(JsonNode properties) {
        List<String> names = new ArrayList<>();
        properties.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private void checkCount(boolean applies, JsonNode minimum, YamlValue value, String what) {
        if (applies && value.node().size() < minimum.asInt()) {
            problems.add(value.place(), "at least " + minimum.asInt() + " " + what + " are needed");
        }
    }

    private void checkCountMax(JsonNode maximum, YamlValue value) {
        if (value.node().isArray() && value.node().size() > maximum.asInt()) {
            problems.add(value.place(), "at most " + maximum.asInt() + " elements may be here");
        }
    }

    private void checkUnique(YamlValue value) {
        Set<JsonNode> seen = new HashSet<>();
        for (YamlValue item : value.items()) {
            if (!seen.add(item.node())) {
                problems.add(item.place(), "“" + item.written() + "” stands here twice");
            }
        }
    }

    private void checkText(String keyword, JsonNode demand, YamlValue value) {
        if (!value.node().isTextual()) {
            return;
        }
        if (keyword.equals("pattern")
                && !Pattern.compile(demand.asText()).matcher(value.text()).find()) {
            problems.add(value.place(), "“" + value.written() + "” must match " + demand.asText());
        } else if (keyword.equals("minLength") && value.text().length() < demand.asInt()) {
            problems.add(value.place(), "the text is too short");
        }
    }

    private void checkBound(String keyword, JsonNode bound, YamlValue value) {
        if (!value.node().isNumber()) {
            return;
        }
        int order = value.node().decimalValue().compareTo(bound.decimalValue());
        @Nullable String broken =
                switch (keyword) {
                    case "minimum" -> order < 0 ? "at least " : null;
                    case "maximum" -> order > 0 ? "at most " : null;
                    default -> order <= 0 ? "above " : null;
                };
        if (broken != null) {
            problems.add(value.place(), value.written() + " is not " + broken + bound.asText());
        }
    }
}
