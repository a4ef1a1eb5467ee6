package dev.tidemill.definitions.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.TableContract;

/**
 * A table's rows as an Avro record. Avro has no words for rules, so these are left out; keys, times
 * and privacy classes stand in properties of their own, which Avro passes over.
 */
public final class AvroWriter {
    static final String OWN = "tidemill";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private AvroWriter() {}

    public static ObjectNode write(TableContract table) {
        ObjectNode record = NODES.objectNode().put("type", "record").put("name", table.name());
        if (table.description() != null) {
            record.put("doc", table.description());
        }
        ArrayNode fields = record.putArray("fields");
        table.columns().forEach(column -> fields.add(field(column)));
        record.set(OWN, TableWords.of(table));
        return record;
    }

    private static ObjectNode field(ColumnContract column) {
        ObjectNode field = NODES.objectNode().put("name", column.name());
        JsonNode type = type(column.type());
        if (column.required()) {
            field.set("type", type);
        } else {
            field.putArray("type").add("null").add(type);
            field.putNull("default");
        }
        if (column.description() != null) {
            field.put("doc", column.description());
        }
        ObjectNode own = NODES.objectNode().put("type", column.type().sqlName());
        if (column.classification() != null) {
            own.put("classification", column.classification());
        }
        if (!column.tags().isEmpty()) {
            ArrayNode tags = own.putArray("tags");
            column.tags().forEach(tags::add);
        }
        field.set(OWN, own);
        return field;
    }

    private static JsonNode type(Type type) {
        return switch (type) {
            case ArrayType array ->
                    NODES.objectNode().put("type", "array").set("items", type(array.element()));
            case DecimalType decimal ->
                    logical("bytes", "decimal")
                            .put("precision", decimal.precision())
                            .put("scale", decimal.scale());
            case Type t when t == Type.BOOLEAN -> NODES.textNode("boolean");
            case Type t when t == Type.INTEGER -> NODES.textNode("int");
            case Type t when t == Type.BIGINT -> NODES.textNode("long");
            case Type t when t == Type.DOUBLE -> NODES.textNode("double");
            case Type t when t == Type.DATE -> logical("int", "date");
            case Type t when t == Type.TIMESTAMP -> logical("long", "local-timestamp-micros");
            case Type t when t == Type.TIMESTAMPTZ -> logical("long", "timestamp-micros");
            case Type t when t == Type.UUID -> logical("string", "uuid");
            case Type _ -> NODES.textNode("string");
        };
    }

    private static ObjectNode logical(String type, String logical) {
        return NODES.objectNode().put("type", type).put("logicalType", logical);
    }
}
