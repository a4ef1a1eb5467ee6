package dev.tidemill.catalog.openlineage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.catalog.Entry;
import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.catalog.Shop;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The shape is that of the specification 2-0-2 and of its facets' schemas. */
class LineageEventsTest {
    private static final ProjectCatalog CATALOG = Shop.catalog();
    private static final LineageEvents EVENTS = new LineageEvents(CATALOG);
    private static final Instant AT = Instant.parse("2001-01-01T00:00:00Z");
    private static final UUID RUN = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");

    private static JsonNode read(Json event) throws Exception {
        return new ObjectMapper().readTree(event.text());
    }

    private static JsonNode defined(String id) throws Exception {
        return read(EVENTS.defined(CATALOG.entry(id), AT));
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void everyEventHasWhatItsKindRequires() throws Exception {
        for (Entry entry : CATALOG.entries()) {
            JsonNode event = defined(entry.id());
            assertEquals(AT.toString(), event.path("eventTime").asText());
            assertTrue(URI.create(event.path("producer").asText()).isAbsolute());
            String schema = event.path("schemaURL").asText();
            if (schema.endsWith("DatasetEvent")) {
                assertEquals(Set.of("dataset", "eventTime", "producer", "schemaURL"), names(event));
                requireDataset(event.path("dataset"));
            } else {
                assertTrue(schema.endsWith("#/$defs/JobEvent"), schema);
                assertEquals(
                        Set.of("eventTime", "inputs", "job", "outputs", "producer", "schemaURL"),
                        names(event));
                requireDataset(event.path("job"));
                event.path("inputs").forEach(LineageEventsTest::requireDataset);
                event.path("outputs").forEach(LineageEventsTest::requireDataset);
            }
        }
    }

    /** A namespace, a name, and facets that each say who made them, by which schema. */
    private static void requireDataset(JsonNode dataset) {
        assertEquals("tidemill://shop", dataset.path("namespace").asText());
        assertTrue(dataset.path("name").isTextual(), dataset.toString());
        for (Map.Entry<String, JsonNode> facet : dataset.path("facets").properties()) {
            assertTrue(facet.getValue().path("_producer").isTextual(), facet.toString());
            String url = facet.getValue().path("_schemaURL").asText();
            assertTrue(
                    url.matches(
                            "https://openlineage.io/spec/facets/\\d-\\d-\\d/(\\w+).json#/\\$defs/\\1"),
                    url);
        }
    }

    @Test
    void aRunHasItsIdAndItsStateAndHowManyRowsThereAre() throws Exception {
        JsonNode event =
                read(
                        EVENTS.run(
                                CATALOG.entry("spent"),
                                RUN,
                                RunState.RUNNING,
                                OptionalLong.of(7),
                                AT));

        assertEquals("RUNNING", event.path("eventType").asText());
        assertEquals(RUN.toString(), event.path("run").path("runId").asText());
        assertTrue(event.path("schemaURL").asText().endsWith("#/$defs/RunEvent"));
        assertEquals(7, event.at("/outputs/0/outputFacets/outputStatistics/rowCount").asLong());
        assertEquals("orders", event.at("/inputs/0/name").asText());
    }

    @Test
    void columnLineageNamesTheFieldsWithTheirTransformations() throws Exception {
        JsonNode lineage = defined("big_spenders").at("/outputs/0/facets/columnLineage");

        assertEquals(
                "[{\"namespace\":\"tidemill://shop\",\"name\":\"customers\",\"field\":\"email\","
                        + "\"transformations\":[{\"type\":\"DIRECT\",\"subtype\":\"TRANSFORMATION\","
                        + "\"description\":\"\",\"masking\":true}]}]",
                sorted(lineage.at("/fields/who/inputFields")));
        List<String> all = lineage.path("dataset").findValuesAsText("field");
        assertEquals(Set.of("customer", "id", "total"), new TreeSet<>(all));
        lineage.path("dataset")
                .forEach(
                        field ->
                                assertEquals(
                                        "INDIRECT", field.at("/transformations/0/type").asText()));
    }

    /** Members in the order of the assertion. */
    private static String sorted(JsonNode fields) {
        StringBuilder text = new StringBuilder("[");
        for (JsonNode field : fields) {
            text.append("{\"namespace\":").append(field.path("namespace"));
            text.append(",\"name\":").append(field.path("name"));
            text.append(",\"field\":").append(field.path("field"));
            text.append(",\"transformations\":[");
            for (JsonNode way : field.path("transformations")) {
                text.append("{\"type\":").append(way.path("type"));
                text.append(",\"subtype\":").append(way.path("subtype"));
                text.append(",\"description\":").append(way.path("description"));
                text.append(",\"masking\":").append(way.path("masking")).append('}');
            }
            text.append("]}");
        }
        return text.append(']').toString();
    }

    @Test
    void aDatasetHasItsSchemaItsOwnersAndItsDocumentation() throws Exception {
        JsonNode facets = defined("orders").at("/dataset/facets");

        assertEquals(Set.of("documentation", "ownership", "schema"), names(facets));
        assertEquals("id", facets.at("/schema/fields/0/name").asText());
        assertEquals("BIGINT", facets.at("/schema/fields/0/type").asText());
        assertEquals("sales@example.org", facets.at("/ownership/owners/0/name").asText());
        assertEquals("One row for each order.", facets.at("/documentation/description").asText());
    }
}
