package dev.tidemill.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * DuckDB's plan of a query, or the profile of its run, as rows: one an operator, the last one
 * first, its inputs below it and further in. What was measured is NULL in a plan that did not run.
 * Behind them stand the tables of which only a part is read, with how it is found.
 *
 * @param roots the outermost operators; normally one
 */
record ProfileTree(List<Operator> roots) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ESTIMATE = "Estimated Cardinality";

    /** Operators of the explaining itself, and not of the query. */
    private static final Set<String> WRAPPERS = Set.of("result collector", "explain analyze");

    private static final Schema ROWS =
            Schema.of(
                    new Field("operator", Type.TEXT, false),
                    new Field("detail", Type.TEXT, false),
                    new Field("rows_estimated", Type.BIGINT, true),
                    new Field("rows", Type.BIGINT, true),
                    new Field("milliseconds", Type.DOUBLE, true),
                    new Field("bytes", Type.BIGINT, true));
    private static final Schema DOCUMENT = Schema.of(new Field("plan", Type.JSON, false));

    /**
     * One operator.
     *
     * @param millis in it alone, of all threads together
     */
    private record Operator(
            String name,
            String detail,
            @Nullable Long estimated,
            @Nullable Long rows,
            @Nullable Double millis,
            @Nullable Long bytes,
            List<Operator> inputs) {}

    private static final String ACCESS = "table access";

    static ProfileTree read(String json, List<TableAccess> accesses) {
        try {
            JsonNode root = JSON.readTree(json);
            JsonNode first = root.isArray() ? root : root.path("operator");
            List<Operator> operators = new ArrayList<>();
            first.forEach(node -> operators.addAll(operators(node)));
            for (TableAccess access : accesses) {
                operators.add(
                        new Operator(
                                ACCESS, access.text(), access.rows(), null, null, null, List.of()));
            }
            return new ProfileTree(operators);
        } catch (JsonProcessingException e) {
            throw new TidemillException(ErrorCode.INTERNAL, "The plan cannot be read", e);
        }
    }

    private static List<Operator> operators(JsonNode node) {
        List<Operator> inputs = new ArrayList<>();
        node.path("children").forEach(child -> inputs.addAll(operators(child)));
        String name =
                node.path(node.has("type") ? "type" : "name")
                        .asText()
                        .toLowerCase(Locale.ROOT)
                        .replace('_', ' ')
                        .strip();
        if (WRAPPERS.contains(name)) {
            return inputs;
        }
        boolean measured = node.has("timing");
        return List.of(
                new Operator(
                        name.equals("tidemill scan") ? "table scan" : name,
                        detail(node.path("extra_info")),
                        estimated(node.path("extra_info").path(ESTIMATE)),
                        measured ? node.path("intermediate_rows").asLong() : null,
                        measured ? node.path("timing").asDouble() * 1000 : null,
                        measured ? node.path("intermediate_size_bytes").asLong() : null,
                        inputs));
    }

    private static @Nullable Long estimated(JsonNode text) {
        return text.isMissingNode() ? null : text.asLong();
    }

    /** Everything that DuckDB tells of an operator but what has a column of its own. */
    private static String detail(JsonNode extra) {
        List<String> parts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : extra.properties()) {
            String value = text(entry.getValue());
            boolean ours = value.toLowerCase(Locale.ROOT).equals(ScanFunction.NAME);
            if (!entry.getKey().equals(ESTIMATE) && !value.isBlank() && !ours) {
                parts.add(
                        entry.getKey().toLowerCase(Locale.ROOT)
                                + ": "
                                + DuckErrors.withoutInsides(value));
            }
        }
        return String.join("; ", parts);
    }

    private static String text(JsonNode value) {
        if (!value.isArray()) {
            return value.asText().strip().replaceAll("\\s*\\n\\s*", ", ");
        }
        List<String> items = new ArrayList<>();
        value.forEach(item -> items.add(item.asText().strip()));
        return String.join(", ", items);
    }

    /** A row an operator; the name is further in the further it is from the answer. */
    Batch rows() {
        BatchBuilder builder = new BatchBuilder(ROWS, 16);
        roots.forEach(root -> addRows(root, 0, builder));
        return builder.build();
    }

    private static void addRows(Operator operator, int depth, BatchBuilder builder) {
        builder.add(
                1,
                "  ".repeat(depth) + operator.name(),
                operator.detail(),
                operator.estimated(),
                operator.rows(),
                operator.millis(),
                operator.bytes());
        operator.inputs().forEach(input -> addRows(input, depth + 1, builder));
    }

    /** One row with one document: an array of operators, each with its inputs. */
    Batch document() {
        ArrayNode array = JSON.createArrayNode();
        roots.forEach(root -> array.add(document(root)));
        return new BatchBuilder(DOCUMENT, 1).add(1, array.toString()).build();
    }

    private static ObjectNode document(Operator operator) {
        ObjectNode node = JSON.createObjectNode();
        node.put("operator", operator.name());
        node.put("detail", operator.detail());
        node.put("rows_estimated", operator.estimated());
        node.put("rows", operator.rows());
        node.put("milliseconds", operator.millis());
        node.put("bytes", operator.bytes());
        ArrayNode inputs = node.putArray("inputs");
        operator.inputs().forEach(input -> inputs.add(document(input)));
        return node;
    }
}
