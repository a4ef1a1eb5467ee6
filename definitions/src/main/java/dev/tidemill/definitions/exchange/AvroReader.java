package dev.tidemill.definitions.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.ColumnRule;
import dev.tidemill.definitions.contract.TypeNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table of an Avro record. Records, maps and unions inside of it are JSON; an enum is a text with
 * the symbols as its valid values. Owned by one call.
 */
public final class AvroReader {
    private static final int DECIMAL_DIGITS_MAX = 38;

    private final TableDraft draft = new TableDraft();

    private AvroReader() {}

    /**
     * The table of the record.
     *
     * @throws TidemillException INVALID_FILE when it is no Avro record
     */
    public static Imported read(JsonNode root, ImportOptions options) {
        return new AvroReader().table(root, options);
    }

    private Imported table(JsonNode record, ImportOptions options) {
        if (!record.path("type").asText().equals("record") || !record.path("fields").isArray()) {
            throw new TidemillException(ErrorCode.INVALID_FILE, "the Avro schema is no record");
        }
        for (JsonNode field : record.get("fields")) {
            draft.add(column(field));
        }
        JsonNode words = record.path(AvroWriter.OWN);
        return draft.finish(TableWords.options(words, options), TableWords.text(record.path("doc")))
                .withLateness(TableWords.lateness(words));
    }

    private ColumnContract column(JsonNode field) {
        String name = field.path("name").asText();
        JsonNode given = field.path("type");
        List<JsonNode> forms = new ArrayList<>();
        boolean nullable = false;
        for (JsonNode form : given.isArray() ? given : List.of(given)) {
            if (form.asText().equals("null")) {
                nullable = true;
            } else {
                forms.add(form);
            }
        }
        JsonNode type = forms.size() == 1 ? forms.getFirst() : null;
        JsonNode own = field.path(AvroWriter.OWN);
        List<String> tags = new ArrayList<>();
        own.path("tags").forEach(tag -> tags.add(tag.asText()));
        return new ColumnContract(
                name,
                type(name, type, own),
                !nullable,
                symbols(type),
                TableWords.text(own.path("classification")),
                TableWords.text(field.path("doc")),
                tags);
    }

    private static List<ColumnRule> symbols(@Nullable JsonNode type) {
        if (type == null || !type.path("type").asText().equals("enum")) {
            return List.of();
        }
        List<String> symbols = new ArrayList<>();
        type.path("symbols").forEach(symbol -> symbols.add(symbol.asText()));
        return List.of(new ColumnRule.OneOfTexts("valid-values", symbols));
    }

    private Type type(String name, @Nullable JsonNode type, JsonNode own) {
        String exact = own.path("type").asText();
        if (!exact.isEmpty()) {
            return TypeNames.parse(exact)
                    .orElseThrow(
                            () ->
                                    new TidemillException(
                                            ErrorCode.INVALID_FILE, "unknown type " + exact));
        }
        Type found = type == null ? null : known(name, type);
        if (found == null) {
            draft.note(name + " has no one column type and is taken as JSON");
        }
        return found == null ? Type.JSON : found;
    }

    private @Nullable Type known(String name, JsonNode type) {
        String primitive = type.isTextual() ? type.asText() : type.path("type").asText();
        Type logical = logical(type);
        if (logical != null) {
            return logical;
        }
        return switch (primitive) {
            case "boolean" -> Type.BOOLEAN;
            case "int" -> Type.INTEGER;
            case "long" -> Type.BIGINT;
            case "float", "double" -> Type.DOUBLE;
            case "string", "enum" -> Type.TEXT;
            case "array" -> {
                Type element = known(name, type.path("items"));
                yield element == null || element == Type.JSON ? null : Type.array(element);
            }
            default -> null;
        };
    }

    private @Nullable Type logical(JsonNode type) {
        String logical = type.path("logicalType").asText();
        Type simple =
                Map.of(
                                "date", Type.DATE,
                                "uuid", Type.UUID,
                                "timestamp-millis", Type.TIMESTAMPTZ,
                                "timestamp-micros", Type.TIMESTAMPTZ,
                                "local-timestamp-millis", Type.TIMESTAMP,
                                "local-timestamp-micros", Type.TIMESTAMP)
                        .get(logical);
        int precision = type.path("precision").asInt();
        int scale = type.path("scale").asInt();
        if (logical.equals("decimal")
                && precision >= 1
                && precision <= DECIMAL_DIGITS_MAX
                && scale <= precision) {
            return Type.decimal(precision, scale);
        }
        return simple;
    }
}
