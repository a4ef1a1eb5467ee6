package dev.tidemill.definitions.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.re2j.PatternSyntaxException;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.ColumnRule;
import dev.tidemill.definitions.contract.InstantText;
import dev.tidemill.definitions.contract.TypeNames;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table of a JSON Schema's object. What a column cannot be, such as an object, is JSON. Owned by
 * one call.
 */
public final class JsonSchemaReader {
    private static final int REFERENCES_MAX = 32;

    private final JsonNode root;
    private final TableDraft draft = new TableDraft();

    private JsonSchemaReader(JsonNode root) {
        this.root = root;
    }

    /**
     * The table of the schema.
     *
     * @throws TidemillException INVALID_FILE when it is no schema of an object
     */
    public static Imported read(JsonNode root, ImportOptions options) {
        return new JsonSchemaReader(root).table(options);
    }

    private Imported table(ImportOptions options) {
        JsonNode object = resolved(root);
        JsonNode properties = object.path("properties");
        if (!properties.isObject()) {
            throw new TidemillException(
                            ErrorCode.INVALID_FILE, "the JSON Schema describes no object")
                    .withHint("it needs properties; of an array, take the schema of its items");
        }
        Set<String> required = new HashSet<>();
        object.path("required").forEach(name -> required.add(name.asText()));
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            draft.add(column(property.getKey(), property.getValue(), required));
        }
        JsonNode words = object.path(JsonSchemaWriter.OWN);
        return draft.finish(
                        TableWords.options(words, options),
                        TableWords.text(object.path("description")))
                .withLateness(TableWords.lateness(words));
    }

    private ColumnContract column(String name, JsonNode given, Set<String> required) {
        JsonNode schema = notNull(resolved(given));
        Type type = type(name, schema);
        JsonNode own = schema.path(JsonSchemaWriter.OWN);
        List<String> tags = new ArrayList<>();
        own.path("tags").forEach(tag -> tags.add(tag.asText()));
        return new ColumnContract(
                name,
                type,
                required.contains(name) && !mayBeNull(resolved(given)),
                rules(schema, type),
                TableWords.text(own.path("classification")),
                TableWords.text(
                        given.has("description")
                                ? given.get("description")
                                : schema.path("description")),
                tags);
    }

    private JsonNode resolved(JsonNode schema) {
        JsonNode at = schema;
        for (int i = 0; at.path("$ref").isTextual(); i++) {
            String reference = at.get("$ref").asText();
            JsonNode target =
                    reference.startsWith("#")
                            ? root.at(reference.substring(1))
                            : MissingNode.getInstance();
            if (target.isMissingNode() || i == REFERENCES_MAX) {
                throw new TidemillException(
                                ErrorCode.INVALID_FILE,
                                "the reference " + reference + " leads nowhere")
                        .withHint("only references into the same file are followed");
            }
            at = target;
        }
        return at;
    }

    private static boolean mayBeNull(JsonNode schema) {
        for (JsonNode type : schema.path("type")) {
            if (type.asText().equals("null")) {
                return true;
            }
        }
        for (String either : List.of("anyOf", "oneOf")) {
            for (JsonNode form : schema.path(either)) {
                if (form.path("type").asText().equals("null")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The one form of {@code anyOf} or {@code oneOf} that is not null; else the schema itself. */
    private JsonNode notNull(JsonNode schema) {
        for (String either : List.of("anyOf", "oneOf")) {
            List<JsonNode> forms = new ArrayList<>();
            schema.path(either)
                    .forEach(
                            form -> {
                                if (!form.path("type").asText().equals("null")) {
                                    forms.add(form);
                                }
                            });
            if (forms.size() == 1) {
                return resolved(forms.getFirst());
            }
        }
        return schema;
    }

    private Type type(String name, JsonNode schema) {
        String own = schema.path(JsonSchemaWriter.OWN).path("type").asText();
        if (!own.isEmpty()) {
            return TypeNames.parse(own)
                    .orElseThrow(
                            () ->
                                    new TidemillException(
                                            ErrorCode.INVALID_FILE, "unknown type " + own));
        }
        return switch (typeName(schema)) {
            case "boolean" -> Type.BOOLEAN;
            case "integer" ->
                    schema.path("format").asText().equals("int32") ? Type.INTEGER : Type.BIGINT;
            case "number" -> number(schema);
            case "string" -> string(schema);
            case "array" -> array(name, schema);
            default -> {
                draft.note(name + " has no one column type and is taken as JSON");
                yield Type.JSON;
            }
        };
    }

    private static String typeName(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isTextual()) {
            return type.asText();
        }
        List<String> names = new ArrayList<>();
        for (JsonNode each : type) {
            if (!each.asText().equals("null")) {
                names.add(each.asText());
            }
        }
        if (names.size() == 1) {
            return names.getFirst();
        }
        return schema.path("enum").path(0).isTextual() && names.isEmpty() ? "string" : "";
    }

    private static Type number(JsonNode schema) {
        JsonNode step = schema.path("multipleOf");
        if (step.isNumber()) {
            BigDecimal unit = new BigDecimal(step.asText()).stripTrailingZeros();
            int scale = Math.max(0, unit.scale());
            if (unit.compareTo(BigDecimal.ONE.movePointLeft(scale)) == 0 && scale <= 18) {
                return Type.decimal(18 + scale, scale);
            }
        }
        return Type.DOUBLE;
    }

    private static Type string(JsonNode schema) {
        return switch (schema.path("format").asText()) {
            case "date" -> Type.DATE;
            case "date-time" -> Type.TIMESTAMPTZ;
            case "uuid" -> Type.UUID;
            case "duration" -> Type.INTERVAL;
            default -> Type.TEXT;
        };
    }

    private Type array(String name, JsonNode schema) {
        JsonNode items = notNull(resolved(schema.path("items")));
        String kind = typeName(items);
        if (List.of("boolean", "integer", "number", "string").contains(kind)) {
            return Type.array(type(name, items));
        }
        draft.note(name + " is an array of more than values and is taken as JSON");
        return Type.JSON;
    }

    /** A rule in {@code allOf} has a name, the schema's own ones have those of their kind. */
    private List<ColumnRule> rules(JsonNode schema, Type type) {
        List<ColumnRule> rules = new ArrayList<>();
        addRules(schema, type, null, rules);
        for (JsonNode part : schema.path("allOf")) {
            addRules(part, type, TableWords.text(part.path("title")), rules);
        }
        return rules;
    }

    private void addRules(
            JsonNode schema, Type type, @Nullable String name, List<ColumnRule> rules) {
        BigDecimal minimum = bound(schema, "minimum", type);
        BigDecimal maximum = bound(schema, "maximum", type);
        for (String excluded : List.of("exclusiveMinimum", "exclusiveMaximum")) {
            if (schema.path(excluded).isNumber()) {
                draft.note("%s %s is left out".formatted(excluded, schema.get(excluded).asText()));
            }
        }
        if (minimum != null || maximum != null) {
            rules.add(ColumnRule.Range.of(name == null ? "range" : name, type, minimum, maximum));
        }
        if (type == Type.TEXT) {
            addTextRules(schema, name, rules);
        }
        if (type == Type.INTEGER || type == Type.BIGINT) {
            List<Long> values = new ArrayList<>();
            for (JsonNode value : schema.path("enum")) {
                if (value.isIntegralNumber()) {
                    values.add(value.asLong());
                }
            }
            if (!values.isEmpty()) {
                rules.add(
                        new ColumnRule.OneOfIntegers(name == null ? "valid-values" : name, values));
            }
        }
    }

    private void addTextRules(JsonNode schema, @Nullable String name, List<ColumnRule> rules) {
        JsonNode least = schema.path("minLength");
        JsonNode most = schema.path("maxLength");
        if (least.isNumber() || most.isNumber()) {
            rules.add(
                    new ColumnRule.Length(
                            name == null ? "length" : name,
                            least.asInt(0),
                            most.asInt(Integer.MAX_VALUE)));
        }
        String pattern = TableWords.text(schema.path("pattern"));
        if (pattern != null) {
            addPattern(name == null ? "pattern" : name, pattern, rules);
        }
        List<String> values = new ArrayList<>();
        for (JsonNode value : schema.path("enum")) {
            if (value.isTextual()) {
                values.add(value.asText());
            }
        }
        if (!values.isEmpty()) {
            rules.add(new ColumnRule.OneOfTexts(name == null ? "valid-values" : name, values));
        }
    }

    private void addPattern(String name, String pattern, List<ColumnRule> rules) {
        try {
            rules.add(new ColumnRule.Matches(name, pattern));
        } catch (PatternSyntaxException e) {
            draft.note("the pattern %s is left out: %s".formatted(pattern, e.getDescription()));
        }
    }

    private static @Nullable BigDecimal bound(JsonNode schema, String key, Type type) {
        if (type.isNumeric()) {
            JsonNode bound = schema.path(key);
            return bound.isNumber() ? new BigDecimal(bound.asText()) : null;
        }
        String text = TableWords.text(schema.path(JsonSchemaWriter.OWN).path(key));
        return text == null ? null : InstantText.parse(type, text).orElse(null);
    }
}
