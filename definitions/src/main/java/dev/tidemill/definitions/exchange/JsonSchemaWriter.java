package dev.tidemill.definitions.exchange;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.ColumnRule;
import dev.tidemill.definitions.contract.InstantText;
import dev.tidemill.definitions.contract.TableContract;
import java.math.BigDecimal;
import java.util.List;

/**
 * A table's rows as JSON Schema (2020-12): what validators know is said in their words, and the
 * rest under {@code x-tidemill}.
 */
public final class JsonSchemaWriter {
    /** Under which the words stand that JSON Schema has not. */
    static final String OWN = "x-tidemill";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonSchemaWriter() {}

    public static ObjectNode write(TableContract table) {
        ObjectNode schema = NODES.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", table.name());
        if (table.description() != null) {
            schema.put("description", table.description());
        }
        schema.put("type", "object");
        ArrayNode required = NODES.arrayNode();
        ObjectNode properties = schema.putObject("properties");
        for (ColumnContract column : table.columns()) {
            properties.set(column.name(), column(column));
            if (column.required()) {
                required.add(column.name());
            }
        }
        schema.set("required", required);
        schema.put("additionalProperties", false);
        schema.set(OWN, TableWords.of(table));
        return schema;
    }

    private static ObjectNode column(ColumnContract column) {
        ObjectNode schema = type(column.type());
        if (!column.required()) {
            nullable(schema);
        }
        if (column.description() != null) {
            schema.put("description", column.description());
        }
        if (!column.rules().isEmpty()) {
            ArrayNode all = schema.putArray("allOf");
            column.rules().forEach(rule -> all.add(rule(column, rule)));
        }
        ObjectNode own = schema.putObject(OWN).put("type", column.type().sqlName());
        if (column.classification() != null) {
            own.put("classification", column.classification());
        }
        if (!column.tags().isEmpty()) {
            ArrayNode tags = own.putArray("tags");
            column.tags().forEach(tags::add);
        }
        return schema;
    }

    private static void nullable(ObjectNode schema) {
        String type = TableWords.text(schema.path("type"));
        if (type != null) {
            schema.putArray("type").add(type).add("null");
        }
    }

    private static ObjectNode type(Type type) {
        ObjectNode schema = NODES.objectNode();
        return switch (type) {
            case ArrayType array -> {
                schema.put("type", "array");
                schema.set("items", type(array.element()));
                yield schema;
            }
            case DecimalType decimal ->
                    decimal.scale() == 0
                            ? schema.put("type", "integer")
                            : schema.put("type", "number")
                                    .put(
                                            "multipleOf",
                                            BigDecimal.ONE.movePointLeft(decimal.scale()));
            case Type t when t == Type.BOOLEAN -> schema.put("type", "boolean");
            case Type t when t == Type.INTEGER ->
                    schema.put("type", "integer").put("format", "int32");
            case Type t when t == Type.BIGINT ->
                    schema.put("type", "integer").put("format", "int64");
            case Type t when t == Type.DOUBLE ->
                    schema.put("type", "number").put("format", "double");
            case Type t when t == Type.DATE -> schema.put("type", "string").put("format", "date");
            case Type t when t == Type.TIMESTAMPTZ ->
                    schema.put("type", "string").put("format", "date-time");
            case Type t when t == Type.UUID -> schema.put("type", "string").put("format", "uuid");
            case Type t when t == Type.JSON -> schema;
            // A local time has no offset, so it is no date-time; an interval may be written freely.
            case Type _ -> schema.put("type", "string");
        };
    }

    private static ObjectNode rule(ColumnContract column, ColumnRule rule) {
        ObjectNode schema = NODES.objectNode().put("title", rule.name());
        return switch (rule) {
            case ColumnRule.Range range -> range(schema, column.type(), range);
            case ColumnRule.Matches matches -> schema.put("pattern", matches.pattern());
            case ColumnRule.Length length -> {
                schema.put("minLength", length.minimum());
                yield length.maximum() == Integer.MAX_VALUE
                        ? schema
                        : schema.put("maxLength", length.maximum());
            }
            case ColumnRule.OneOfTexts texts -> {
                ArrayNode values = schema.putArray("enum");
                texts.values().forEach(values::add);
                yield withNull(schema, values, column);
            }
            case ColumnRule.OneOfIntegers numbers -> {
                ArrayNode values = schema.putArray("enum");
                numbers.values().forEach(values::add);
                yield withNull(schema, values, column);
            }
        };
    }

    /** NULL breaks no rule of a contract. */
    private static ObjectNode withNull(ObjectNode schema, ArrayNode values, ColumnContract column) {
        if (!column.required()) {
            values.addNull();
        }
        return schema;
    }

    /** JSON Schema compares numbers only; the bounds of times are in our own words. */
    private static ObjectNode range(ObjectNode schema, Type type, ColumnRule.Range range) {
        ObjectNode own = NODES.objectNode();
        for (String key : List.of("minimum", "maximum")) {
            BigDecimal bound = key.equals("minimum") ? range.minimum() : range.maximum();
            if (bound != null && type.isNumeric()) {
                schema.put(key, bound);
            } else if (bound != null) {
                own.put(key, InstantText.written(type, bound));
            }
        }
        return own.isEmpty() ? schema : schema.set(OWN, own);
    }
}
