package dev.tidemill.definitions.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.yaml.YamlReader;
import dev.tidemill.definitions.yaml.YamlSchema;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContractReaderTest {
    private final Problems problems = new Problems();

    private static String contract(String custom, String... properties) {
        return """
        apiVersion: v3.1.0
        kind: DataContract
        id: c
        version: 2.1.0
        status: active
        schema:
          - name: t
            customProperties: [%s]
            properties:
              - %s
        """
                .formatted(custom, String.join("\n      - ", properties));
    }

    private static final String EVENT =
            "{property: tableKind, value: event}, {property: eventTime, value: at}";
    private static final String AT =
            "{name: at, logicalType: timestamp, physicalType: TIMESTAMP, required: true}";

    private List<TableContract> read(String text) {
        return YamlReader.read("contracts/t.yaml", text, problems)
                .filter(file -> YamlSchema.CONTRACT.accepts(file, problems))
                .map(file -> ContractReader.read(file, problems))
                .orElse(List.of());
    }

    private TableContract only(String text) {
        List<TableContract> read = read(text);
        assertEquals(List.of(), problems.sorted());
        return read.getFirst();
    }

    private void refuses(String text, String message) {
        Problems before = new Problems();
        List<TableContract> read =
                YamlReader.read("contracts/t.yaml", text, before)
                        .filter(file -> YamlSchema.CONTRACT.accepts(file, before))
                        .map(file -> ContractReader.read(file, before))
                        .orElse(List.of());
        assertEquals(List.of(), read, text);
        assertTrue(before.sorted().toString().contains(message), before.sorted().toString());
    }

    @Test
    void readsAnEventTable() {
        TableContract table =
                only(
                        contract(
                                EVENT
                                        + ", {property: lateness, value: 2 days}, {property:"
                                        + " timeMeaning, value: airport-local}, {property: other,"
                                        + " value: [1]}",
                                AT,
                                "{name: n, logicalType: number, physicalType: 'DECIMAL(10, 2)'}"));
        assertEquals(TableKind.EVENT, table.kind());
        assertEquals("at", table.eventTime());
        assertEquals(0, table.eventTimePosition());
        assertEquals(Map.of("at", Duration.ofDays(2)), table.lateness().columns());
        assertEquals(TableLateness.IDLE_DEFAULT, table.lateness().idle());
        assertEquals("airport-local", table.timeMeaning());
        assertEquals("2.1.0", table.version());
        assertEquals(Type.decimal(10, 2), table.schema().type(1));
        assertEquals(List.of(), table.key());
    }

    @Test
    void readsWhomColumnsIdentify() {
        String subject = ", customProperties: [{property: subject, value: %s}]}";
        String text = "{name: email, logicalType: string, physicalType: TEXT";
        TableContract table = only(contract(EVENT, AT, text + subject.formatted("customer")));
        assertEquals("customer", table.columns().get(1).subject());
        assertEquals(null, table.columns().getFirst().subject());
        refuses(
                contract(EVENT, AT, text + subject.formatted("A customer")),
                "is no kind of person");
        refuses(
                contract(
                        EVENT,
                        AT,
                        "{name: born, logicalType: date, physicalType: DATE"
                                + subject.formatted("customer")),
                "a DATE cannot identify a person");
        refuses(
                contract(
                        "{property: tableKind, value: live}", text + subject.formatted("customer")),
                "a live table identifies nobody by itself");
    }

    @Test
    void readsLatenessOfColumnsAndIdleSources() {
        TableContract table =
                only(
                        contract(
                                EVENT + ", {property: idleTimeout, value: 5s}",
                                AT,
                                "{name: sent, logicalType: timestamp, physicalType: TIMESTAMPTZ,"
                                        + " customProperties: [{property: lateness, value: 1 h}]}"));
        assertEquals(Map.of("sent", Duration.ofHours(1)), table.lateness().columns());
        assertEquals(Duration.ofSeconds(5), table.lateness().idle());
    }

    @Test
    void refusesLatenessThatMeansNothing() {
        refuses(contract(EVENT + ", {property: lateness, value: soon}", AT), "is not a duration");
        refuses(
                contract(
                        "{property: tableKind, value: keyed}, {property: lateness, value: 1 h}",
                        "{name: a, logicalType: string, physicalType: text, primaryKey: true}"),
                "a keyed table has no lateness");
        refuses(
                contract(
                        EVENT,
                        AT,
                        "{name: s, logicalType: string, physicalType: TEXT, customProperties:"
                                + " [{property: lateness, value: 1 h}]}"),
                "is no timestamp");
    }

    @Test
    void ordersTheKeyByItsPositions() {
        TableContract table =
                only(
                        contract(
                                "{property: tableKind, value: keyed}",
                                "{name: a, logicalType: string, physicalType: text, primaryKey:"
                                        + " true, primaryKeyPosition: 2}",
                                "{name: b, logicalType: integer, physicalType: int, primaryKey:"
                                        + " true, primaryKeyPosition: 1}"));
        assertEquals(List.of("b", "a"), table.key());
        assertEquals(List.of(1, 0), table.keyPositions());
        assertTrue(table.columns().stream().allMatch(ColumnContract::required));
    }

    @Test
    void readsEveryRule() {
        TableContract table =
                only(
                        contract(
                                EVENT,
                                AT,
                                "{name: i, logicalType: integer, physicalType: INTEGER,"
                                        + " logicalTypeOptions: {exclusiveMinimum: 0, maximum: 9}}",
                                "{name: s, logicalType: string, physicalType: TEXT,"
                                        + " logicalTypeOptions: {minLength: 1, maxLength: 5, pattern:"
                                        + " '^a'}}",
                                "{name: q, logicalType: string, physicalType: TEXT, quality:"
                                        + " [{type: library, name: colour, metric: invalidValues,"
                                        + " mustBe: 0, arguments: {validValues: [red, blue]}},"
                                        + " {metric: nullValues, mustBe: 0}]}",
                                "{name: d, logicalType: date, physicalType: DATE,"
                                        + " logicalTypeOptions: {minimum: 1970-01-11}}"));
        assertEquals(
                new ColumnRule.Range(
                        "range", BigDecimal.ONE, BigDecimal.valueOf(9), "above 0 and at most 9"),
                table.columns().get(1).rules().getFirst());
        assertEquals(
                List.of(
                        new ColumnRule.Length("length", 1, 5),
                        new ColumnRule.Matches("pattern", "^a")),
                table.columns().get(2).rules());
        assertEquals(
                List.of(new ColumnRule.OneOfTexts("colour", List.of("red", "blue"))),
                table.columns().get(3).rules());
        assertTrue(table.columns().get(3).required());
        assertEquals(
                new ColumnRule.Range("range", BigDecimal.TEN, null, "at least 1970-01-11"),
                table.columns().get(4).rules().getFirst());
    }

    @Test
    void refusesRulesThatDoNotFitTheirType() {
        refusesOptions("string", "TEXT", "minimum: 1", "TEXT has no range");
        refusesOptions("string", "TEXT", "pattern: '(a'", "not a regular expression");
        refusesOptions("string", "TEXT", "pattern: '(a)\\1'", "not a regular expression");
        refusesOptions("string", "TEXT", "minLength: 3, maxLength: 2", "no value can pass");
        refusesOptions("string", "TEXT", "timezone: true", "TEXT has no time zone");
        refusesOptions("integer", "INTEGER", "pattern: a", "this rule is for TEXT");
        refusesOptions("integer", "INTEGER", "minLength: 1", "this rule is for TEXT");
        refusesOptions("integer", "INTEGER", "minimum: low", "is not a number");
        refusesOptions("integer", "INTEGER", "minimum: 1e999999999", "is not a number");
        refusesOptions("integer", "INTEGER", "minimum: 2, maximum: 1", "no value can pass");
        refusesOptions("timestamp", "TIMESTAMP", "minimum: soon", "is not a TIMESTAMP");
        refusesOptions("integer", "INTEGER", "minmum: 2", "did you mean minimum?");
    }

    private void refusesOptions(String logical, String type, String options, String message) {
        refuses(
                contract(
                        EVENT,
                        AT,
                        "{name: x, logicalType: %s, physicalType: %s, logicalTypeOptions: {%s}}"
                                .formatted(logical, type, options)),
                message);
    }

    @Test
    void refusesTablesThatMakeNoSense() {
        String keyed = "{property: tableKind, value: keyed}";
        refuses(contract(keyed, AT), "has no primary key");
        refuses(contract("", AT), "tableKind is missing");
        refuses(contract("{property: tableKind, value: evnt}", AT), "is no kind of table");
        refuses(contract("{property: tableKind, value: event}", AT), "has no event time");
        refuses(contract(EVENT.replace("value: at", "value: att"), AT), "did you mean at?");
        refuses(contract(EVENT, AT.replace("required: true", "required: false")), "may be NULL");
        refuses(contract(EVENT, AT, AT), "a second column named at");
        refuses(
                contract(EVENT + ", {property: latenes, value: 1 day}", AT),
                "did you mean lateness?");
        refuses(contract(EVENT + ", {property: lateness, value: x}", AT), "is not a duration");
        refuses(
                contract(EVENT, AT, "{name: x, logicalType: string, physicalType: VARCHAR2}"),
                "unknown type “VARCHAR2”");
        refuses(
                contract(EVENT, AT, "{name: x, logicalType: integer, physicalType: DOUBLE}"),
                "logicalType integer does not fit DOUBLE");
        refuses(
                contract(EVENT, AT, "{name: X, logicalType: string, physicalType: TEXT}"),
                "must match");
        refuses(contract(EVENT, AT).replace("v3.1.0", "v2.0.0"), "is not allowed here");
    }

    @Test
    void refusesAQualityCheckWithNothingToCheck() {
        refuses(
                contract(
                        EVENT,
                        AT,
                        "{name: x, logicalType: string, physicalType: TEXT, quality: [{metric:"
                                + " invalidValues, mustBe: 0}]}"),
                "nothing to check");
    }
}
