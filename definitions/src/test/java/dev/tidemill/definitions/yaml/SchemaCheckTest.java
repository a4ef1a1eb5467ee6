package dev.tidemill.definitions.yaml;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.tidemill.definitions.contract.ContractReader;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.quality.QualityReader;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SchemaCheckTest {
    private static final Path FLIGHTS = Path.of("..", "examples", "flights");

    @Test
    void agreesWithAFullValidatorOnSpoiledDefinitions() throws IOException {
        agrees(YamlSchema.PROJECT, "tidemill.yaml");
        agrees(YamlSchema.CONTRACT, "contracts/airports.yaml");
        agrees(YamlSchema.ACTION, "actions/late-airports.yaml");
        agrees(YamlSchema.TEST, "tests/routes.yaml");
    }

    /** A contract that Tidemill takes is one for every other tool of the standard. */
    @Test
    void takesNoContractThatTheStandardRefuses() throws IOException {
        JsonSchema standard;
        try (InputStream schema =
                requireNonNull(
                        SchemaCheckTest.class.getResourceAsStream(
                                "/odcs/odcs-3.1.0.schema.json"))) {
            standard =
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909)
                            .getSchema(schema);
        }
        for (String file : List.of("airports", "arrivals", "departures", "alert_latch")) {
            JsonNode valid = read(FLIGHTS.resolve("contracts/" + file + ".yaml"));
            assertEquals(List.of(), List.copyOf(standard.validate(valid)), file);
            for (long seed = 0; seed < 300; seed++) {
                JsonNode spoiled = valid.deepCopy();
                spoil(spoiled, new Random(seed));
                var problems = new Problems();
                var parsed = new YamlFile(file, spoiled, Map.of(), Map.of());
                if (takes(parsed, problems)) {
                    assertEquals(
                            List.of(),
                            List.copyOf(standard.validate(spoiled)),
                            file + " seed " + seed);
                }
            }
        }
    }

    private static boolean takes(YamlFile contract, Problems problems) {
        if (YamlSchema.CONTRACT.accepts(contract, problems)) {
            List<TableContract> tables = ContractReader.read(contract, problems);
            long ignored = QualityReader.read(contract, tables, problems).size();
        }
        return problems.count() == 0;
    }

    private static JsonNode read(Path file) throws IOException {
        return YamlReader.read(file.toString(), Files.readString(file), new Problems())
                .orElseThrow()
                .root();
    }

    private static void agrees(YamlSchema schema, String file) throws IOException {
        JsonNode valid = read(FLIGHTS.resolve(file));
        JsonSchema full =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(schema.root());
        assertEquals(List.of(), List.copyOf(full.validate(valid)));
        for (long seed = 0; seed < 400; seed++) {
            JsonNode spoiled = valid.deepCopy();
            spoil(spoiled, new Random(seed));
            var problems = new Problems();
            var parsed = new YamlFile(file, spoiled, Map.of(), Map.of());
            assertEquals(
                    full.validate(spoiled).isEmpty(),
                    schema.accepts(parsed, problems),
                    file + " seed " + seed + ": " + problems.sorted());
        }
    }

    /** Replaces, removes or adds one thing somewhere in the tree. */
    private static void spoil(JsonNode root, Random random) {
        List<JsonNode> containers = new ArrayList<>();
        collect(root, containers);
        JsonNode target = containers.get(random.nextInt(containers.size()));
        if (target instanceof ObjectNode object) {
            List<String> keys = new ArrayList<>();
            object.fieldNames().forEachRemaining(keys::add);
            String key = keys.isEmpty() ? "new" : keys.get(random.nextInt(keys.size()));
            switch (random.nextInt(3)) {
                case 0 -> object.remove(key);
                case 1 -> object.set(key, anything(random));
                default -> object.set("extra", anything(random));
            }
        } else if (target instanceof ArrayNode array) {
            if (random.nextBoolean() && !array.isEmpty()) {
                array.remove(random.nextInt(array.size()));
            } else {
                array.add(array.isEmpty() ? anything(random) : array.get(0));
            }
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(requireNonNull(child), containers));
        }
    }

    private static JsonNode anything(Random random) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(9)) {
            case 0 -> nodes.nullNode();
            case 1 -> nodes.booleanNode(true);
            case 2 -> nodes.numberNode(-3L);
            case 3 -> nodes.numberNode(new BigDecimal("0.5"));
            case 4 -> nodes.textNode("");
            case 5 -> nodes.textNode("replay");
            case 6 -> nodes.textNode("Some Text");
            case 7 -> nodes.arrayNode();
            default -> nodes.objectNode();
        };
    }
}
