package dev.tidemill.definitions.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * The schema that editors check a file with: the same that Tidemill checks it with, but a number, a
 * truth value or a word of a list may also be an environment variable, which Tidemill has filled in
 * before it looks.
 *
 * <pre>
 * before  {"type": "integer", "minimum": 1}
 * after   {"anyOf": [{"type": "integer", "minimum": 1}, {"$ref": "#/$defs/variable"}]}
 * </pre>
 */
final class SchemaDocument {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final List<String> SCHEMAS_BY_NAME = List.of("properties", "$defs");
    private static final List<String> SCHEMA_LISTS = List.of("allOf", "anyOf");

    private SchemaDocument() {}

    static String of(JsonNode root) {
        ObjectNode widened = (ObjectNode) widened(root);
        ObjectNode definitions =
                widened.has("$defs")
                        ? (ObjectNode) widened.get("$defs")
                        : widened.putObject("$defs");
        definitions
                .putObject("variable")
                .put("description", "An environment variable, filled in when the file is read.")
                .put("type", "string")
                .put("pattern", "\\$\\{env:");
        try {
            var printer = new DefaultPrettyPrinter();
            printer.indentArraysWith(DefaultPrettyPrinter.FixedSpaceIndenter.instance);
            printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
            return MAPPER.writer(printer).writeValueAsString(widened) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode widened(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        ObjectNode copy = object.objectNode();
        for (Map.Entry<String, JsonNode> keyword : object.properties()) {
            copy.set(keyword.getKey(), inside(keyword.getKey(), keyword.getValue()));
        }
        if (!isScalar(object)) {
            return copy;
        }
        ObjectNode either = object.objectNode();
        if (copy.has("description")) {
            either.set("description", copy.remove("description"));
        }
        ArrayNode forms = either.putArray("anyOf");
        forms.add(copy);
        forms.addObject().put("$ref", "#/$defs/variable");
        return either;
    }

    private static JsonNode inside(String keyword, JsonNode value) {
        if (SCHEMAS_BY_NAME.contains(keyword) && value instanceof ObjectNode named) {
            ObjectNode copy = named.objectNode();
            named.properties().forEach(each -> copy.set(each.getKey(), widened(each.getValue())));
            return copy;
        }
        if (SCHEMA_LISTS.contains(keyword) && value instanceof ArrayNode list) {
            ArrayNode copy = list.arrayNode();
            list.forEach(each -> copy.add(widened(each)));
            return copy;
        }
        // A condition of an if is asked as it stands: widened, it would hold too often.
        return keyword.equals("items")
                        || keyword.equals("additionalProperties")
                        || keyword.equals("then")
                ? widened(value)
                : value;
    }

    private static boolean isScalar(ObjectNode schema) {
        String type = schema.path("type").asText();
        return schema.has("enum")
                || List.of("integer", "number", "boolean").contains(type)
                || (type.equals("string") && schema.has("pattern"));
    }
}
