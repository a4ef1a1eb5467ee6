package dev.tidemill.definitions.exchange;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.document.Contract;
import dev.tidemill.definitions.document.ContractFiles;
import dev.tidemill.definitions.document.ContractWriter;
import dev.tidemill.definitions.evolution.ContractChange;
import dev.tidemill.definitions.evolution.ContractDiff;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.yaml.YamlReader;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
    private static final String EVERYTHING =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: all
            version: 1.0.0
            status: draft
            schema:
              - name: all
                description: "Everything: it's \\"all\\" here."
                customProperties:
                  - {property: tableKind, value: event}
                  - {property: eventTime, value: at}
                  - {property: lateness, value: 90 seconds}
                properties:
                  - {name: id, logicalType: string, physicalType: UUID, required: true, tags: [a, "b: c"]}
                  - {name: at, logicalType: timestamp, physicalType: TIMESTAMPTZ, required: true}
                  - {name: local_at, logicalType: timestamp, physicalType: TIMESTAMP, logicalTypeOptions: {minimum: "2001-01-01T00:00:00"}}
                  - {name: on_day, logicalType: date, physicalType: DATE, logicalTypeOptions: {maximum: "2099-12-31"}}
                  - {name: flag, logicalType: boolean, physicalType: BOOLEAN}
                  - {name: small, logicalType: integer, physicalType: INTEGER, logicalTypeOptions: {minimum: 1, maximum: 5}}
                  - name: big
                    logicalType: integer
                    physicalType: BIGINT
                    quality:
                      - {metric: invalidValues, arguments: {validValues: [1, 2, 3]}, mustBe: 0}
                  - {name: real, logicalType: number, physicalType: DOUBLE, logicalTypeOptions: {minimum: -1.5}}
                  - {name: money, logicalType: number, physicalType: "DECIMAL(12,2)", classification: internal}
                  - name: word
                    description: One of a few.
                    logicalType: string
                    physicalType: TEXT
                    classification: personal
                    logicalTypeOptions: {minLength: 1, maxLength: 20, pattern: '^[a-z\\\\"]+$'}
                    quality:
                      - {name: known, metric: invalidValues, arguments: {validValues: [a, "yes", "1"]}, mustBe: 0}
                  - {name: span, logicalType: string, physicalType: INTERVAL}
                  - {name: doc, logicalType: object, physicalType: JSON}
                  - {name: words, logicalType: array, physicalType: "TEXT[]"}
                  - {name: prices, logicalType: array, physicalType: "DECIMAL(5,1)[]"}
            """;

    private static final List<String> FLIGHTS =
            List.of("airports", "arrivals", "departures", "alert_latch");

    @Test
    void jsonSchemaCarriesAWholeContract() {
        for (TableContract table : tables()) {
            JsonNode written = JsonSchemaWriter.write(table);
            Imported read = JsonSchemaReader.read(parse(written), ImportOptions.of(table.name()));
            assertEquals(List.of(), changes(table, read), table.name());
            assertEquals(List.of(), read.notes());
        }
    }

    @Test
    void jsonSchemaTellsOtherValidatorsWhatIsTaken() throws Exception {
        JsonSchema schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(JsonSchemaWriter.write(all()));
        String good =
                "{\"id\":\"8a6e0804-2bd0-4672-b79d-d97027f9071a\",\"at\":\"2001-01-01T00:00:00Z\",\"money\":1.25,\"small\":5,\"big\":null,\"word\":\"a\"}";
        assertEquals(List.of(), List.copyOf(schema.validate(JSON.readTree(good))));
        for (String bad :
                List.of(
                        "\"small\":6",
                        "\"small\":0",
                        "\"money\":1.255",
                        "\"word\":\"b\"",
                        "\"big\":4",
                        "\"flag\":\"yes\"",
                        "\"other\":1")) {
            String text = good.replaceFirst("\"word\":\"a\"", bad);
            assertTrue(!schema.validate(JSON.readTree(text)).isEmpty(), text);
        }
        assertFalse(schema.validate(JSON.readTree("{}")).isEmpty());
    }

    @Test
    void avroCarriesAllButRules() {
        for (TableContract table : tables()) {
            Imported read =
                    AvroReader.read(parse(AvroWriter.write(table)), ImportOptions.of(table.name()));
            for (ContractChange change : changes(table, read)) {
                assertEquals("rule-changed", change.kind(), change.toString());
                assertEquals(null, change.after());
            }
        }
    }

    @Test
    void whatIsWrittenAsYamlIsReadTheSameAndIsOdcs() throws Exception {
        JsonSchema standard;
        try (InputStream schema =
                requireNonNull(
                        ExchangeTest.class.getResourceAsStream("/odcs/odcs-3.1.0.schema.json"))) {
            standard =
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909)
                            .getSchema(schema);
        }
        for (TableContract table : tables()) {
            Contract contract =
                    new Contract(
                            "id: with \"signs\"",
                            "1.0",
                            List.of(new Contract.Table(table, List.of(), List.of())));
            String text = ContractWriter.write(contract);
            Contract read = ContractFiles.parse("t.yaml", text, Map.of());
            assertEquals(contract.id(), read.id());
            assertEquals(
                    List.of(),
                    ContractDiff.between(List.of(contract), List.of(read)).changes(),
                    text);
            JsonNode yaml = YamlReader.read("t.yaml", text, new Problems()).orElseThrow().root();
            assertEquals(List.of(), List.copyOf(standard.validate(yaml)), text);
        }
    }

    @Test
    void takesJsonSchemasThatOthersWrote() {
        Imported read =
                JsonSchemaReader.read(
                        parse(
                                """
                                {"type":"object","required":["orderId","when"],"properties":{
                                "orderId":{"$ref":"#/$defs/id"},
                                "when":{"type":"string","format":"date-time"},
                                "price":{"type":"number","multipleOf":0.01,"minimum":0},
                                "state":{"enum":["open","paid"]},
                                "note":{"anyOf":[{"type":"string","maxLength":5},{"type":"null"}]},
                                "code":{"type":"string","pattern":"^(?=x)"},
                                "tags":{"type":"array","items":{"type":"string"}},
                                "address":{"type":"object"}},
                                "$defs":{"id":{"type":"integer"}}}"""),
                        ImportOptions.of("orders"));
        TableContract table = read.contract().tables().getFirst().rows();
        assertEquals("when", table.eventTime());
        assertEquals(Type.BIGINT, column(table, "order_id").type());
        assertEquals(Type.decimal(20, 2), column(table, "price").type());
        assertEquals(1, column(table, "state").rules().size());
        assertEquals(1, column(table, "note").rules().size());
        assertEquals(Type.array(Type.TEXT), column(table, "tags").type());
        assertEquals(Type.JSON, column(table, "address").type());
        assertEquals(4, read.notes().size(), read.notes().toString());
    }

    @Test
    void takesAvroThatOthersWrote() {
        Imported read =
                AvroReader.read(
                        parse(
                                """
                                {"type":"record","name":"User","fields":[
                                {"name":"id","type":"long"},
                                {"name":"colour","type":{"type":"enum","name":"c","symbols":["RED"]}},
                                {"name":"at","type":["null",{"type":"long","logicalType":"timestamp-millis"}]},
                                {"name":"any","type":["null","int","string"]},
                                {"name":"scores","type":{"type":"array","items":"int"}}]}"""),
                        new ImportOptions("users", List.of("id"), null));
        TableContract table = read.contract().tables().getFirst().rows();
        assertEquals(List.of("id"), table.key());
        assertEquals(Type.TIMESTAMPTZ, column(table, "at").type());
        assertEquals(false, column(table, "at").required());
        assertEquals(Type.JSON, column(table, "any").type());
        assertEquals(Type.array(Type.INTEGER), column(table, "scores").type());
    }

    @Test
    void refusesWhatIsNoTable() {
        refuses("{\"type\":\"array\"}", "describes no object");
        refuses("{\"$ref\":\"#/nothing\"}", "leads nowhere");
        refuses(
                "{\"properties\":{\"a\":{\"type\":\"string\"}}}",
                "nothing says when a row happened");
    }

    private static void refuses(String schema, String message) {
        TidemillException refusal =
                assertThrows(
                        TidemillException.class,
                        () -> JsonSchemaReader.read(parse(schema), ImportOptions.of("t")));
        assertTrue(refusal.message().contains(message), refusal.message());
        assertEquals(ErrorCode.Fault.USER, refusal.errorCode().fault());
    }

    @Test
    void sqlHasKeysRulesAndWords() {
        TableContract airports = flights("airports").tables().getFirst().rows();
        String sql = SqlWriter.write(airports);
        assertTrue(
                sql.contains("\"iata\" TEXT NOT NULL CHECK (\"iata\" ~ '^[A-Z0-9]{3,4}$')"), sql);
        assertTrue(sql.contains("PRIMARY KEY (\"iata\")"), sql);
        assertTrue(sql.contains("\"latitude\" DOUBLE PRECISION NOT NULL"), sql);
        assertTrue(SqlWriter.write(all()).contains("IS 'Everything: it''s \"all\" here.'"), sql);
    }

    @Test
    void htmlShowsTextsAndNothingOfThemIsMarkup() {
        Contract contract =
                ContractFiles.parse(
                        "t.yaml", EVERYTHING.replace("One of a few.", "<b>&"), Map.of());
        String html = HtmlWriter.write(List.of(contract));
        assertTrue(html.contains("&lt;b&gt;&amp;"), html);
        assertTrue(html.contains("at up to PT1M30S late"), html);
    }

    private static ColumnContract column(TableContract table, String name) {
        return requireNonNull(table.columnOrNull(name), name);
    }

    private static List<ContractChange> changes(TableContract table, Imported read) {
        Contract before =
                new Contract("t", "1", List.of(new Contract.Table(table, List.of(), List.of())));
        return ContractDiff.between(List.of(before), List.of(read.contract())).changes().stream()
                .filter(
                        change ->
                                !(change instanceof ContractChange.WordsChanged words
                                        && List.of("status", "team", "owners", "tags")
                                                .contains(words.what())
                                        && words.column() == null))
                .filter(change -> !(change instanceof ContractChange.RetentionChanged))
                .toList();
    }

    private static List<TableContract> tables() {
        List<TableContract> tables = new ArrayList<>();
        FLIGHTS.forEach(name -> tables.add(flights(name).tables().getFirst().rows()));
        tables.add(all());
        return tables;
    }

    private static TableContract all() {
        return ContractFiles.parse("all.yaml", EVERYTHING, Map.of()).tables().getFirst().rows();
    }

    private static Contract flights(String name) {
        Path folder = Path.of("..", "examples", "flights", "contracts");
        return ContractFiles.read(folder.resolve(name + ".yaml"), Map.of()).getFirst();
    }

    private static JsonNode parse(Object json) {
        try {
            return JSON.readTree(json.toString());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
