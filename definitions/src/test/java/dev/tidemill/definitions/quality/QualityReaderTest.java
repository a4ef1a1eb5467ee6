package dev.tidemill.definitions.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.definitions.contract.ContractReader;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.yaml.YamlFile;
import dev.tidemill.definitions.yaml.YamlReader;
import dev.tidemill.definitions.yaml.YamlSchema;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class QualityReaderTest {
    private static final String CONTRACT =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: shop.orders
            version: 1.0.0
            status: active
            tags: [shop]
            team: {name: sales, members: [{username: ada, role: owner}]}
            slaProperties:
              - {property: freshness, value: 5, unit: m, element: orders}
              - {property: latency, value: 250ms}
              - {property: retention, value: 3, unit: y}
            schema:
              - name: orders
                customProperties:
                  - {property: tableKind, value: event}
                  - {property: eventTime, value: at}
                quality:
                  - {metric: rowCount, mustBeGreaterThan: 0}
                  - {type: text, description: It looks right.}
                  - {name: balance, type: sql, query: 'SELECT sum(id) FROM ${object};', mustBeBetween: [1, 9]}
                properties:
                  - {name: id, logicalType: integer, physicalType: BIGINT, required: true, tags: [key]}
                  - {name: at, logicalType: timestamp, physicalType: TIMESTAMPTZ, required: true}
                  - name: note
                    logicalType: string
                    physicalType: TEXT
                    quality:
                      - {metric: invalidValues, arguments: {maxLength: 5}, mustBe: 0}
                      - metric: nullValues
                        mustBeLessThan: 5
                        unit: percent
                        severity: warning
                        customProperties: [{property: onFailure, value: quarantine}]
            """;

    @Test
    void tellsRulesOfRowsFromChecksOfTables() {
        var problems = new Problems();
        YamlFile file = file(CONTRACT, problems);
        List<TableContract> tables = ContractReader.read(file, problems);
        List<QualityCheck> checks = QualityReader.read(file, tables, problems);
        assertEquals(List.of(), problems.sorted());
        assertEquals(
                List.of("row-count", "balance", "note-null-values"),
                checks.stream().map(QualityCheck::name).toList());
        assertEquals(new Measure.Query("SELECT sum(id) FROM orders"), checks.get(1).measure());
        assertEquals("BETWEEN 1 AND 9", checks.get(1).expectation().text());
        assertEquals(QualityCheck.OnFailure.QUARANTINE, checks.get(2).onFailure());
        assertEquals(1, tables.getFirst().columns().get(2).rules().size());
        assertEquals("sales", tables.getFirst().terms().team());
        assertEquals("owner", tables.getFirst().terms().owners().getFirst().role());
        assertEquals(List.of("key"), tables.getFirst().columns().getFirst().tags());
    }

    @Test
    void readsThePromisesThatAreMeasured() {
        var problems = new Problems();
        YamlFile file = file(CONTRACT, problems);
        List<ServiceLevel> levels =
                ServiceLevelReader.read(file, ContractReader.read(file, problems), problems);
        assertEquals(
                List.of(Duration.ofMinutes(5), Duration.ofMillis(250)),
                levels.stream().map(ServiceLevel::bound).toList());
        refuses("value: 5, unit: m,", "value: 5, unit: moons,", "“5moons” is not a duration");
        refuses("element: orders", "element: order", "the contract has no table order");
    }

    @Test
    void refusesChecksThatCannotBeMade() {
        refuses("metric: rowCount, ", "", "the check has no metric");
        refuses("mustBeGreaterThan: 0", "description: x", "what its number must be");
        refuses("mustBeGreaterThan: 0", "mustBe: 0, mustBeLessThan: 1", "more than one comparison");
        refuses("[1, 9]", "[9, 1]", "the smaller number stands first");
        refuses("type: sql, query: 'SELECT sum(id) FROM ${object};'", "type: sql", "needs a query");
        refuses("metric: rowCount", "metric: nullValues", "nullValues is about a column");
        refuses("metric: rowCount", "metric: duplicateValues", "which columns must differ");
        refuses("value: quarantine", "value: quarantin", "not what can happen when a check fails");
        refuses("name: balance", "name: row-count", "a second check named row-count of orders");
        refuses("mustBeGreaterThan: 0", "mustBe: 1, unit: percent", "counts no share of rows");
        refuses("name: balance", "name: freshness", "that of a promise");
        refuses(
                "property: latency, value: 250ms",
                "property: freshness, value: 6m",
                "a second promise of freshness for orders");
        refuses(
                "{name: id, ",
                "{name: check_name, logicalType: string, physicalType: TEXT}\n      - {name: id, ",
                "two columns check_name");
    }

    @Test
    void aRangeHasTwoEnds() {
        var problems = new Problems();
        YamlFile file =
                YamlReader.read(
                                "contracts/t.yaml",
                                CONTRACT.replace("[1, 9]", "[1, 2, 9]"),
                                problems)
                        .orElseThrow();
        assertFalse(YamlSchema.CONTRACT.accepts(file, problems));
    }

    @Test
    void whatAnotherToolNotesOfARuleLeavesItARule() {
        var problems = new Problems();
        YamlFile file =
                file(
                        CONTRACT.replace(
                                "{maxLength: 5}, mustBe: 0}",
                                "{maxLength: 5}, mustBe: 0,"
                                        + " customProperties: [{property: ticket, value: x}]}"),
                        problems);
        List<TableContract> tables = ContractReader.read(file, problems);
        assertEquals(3, QualityReader.read(file, tables, problems).size());
        assertEquals(1, tables.getFirst().columns().get(2).rules().size());
    }

    private static void refuses(String old, String replacement, String message) {
        assertTrue(CONTRACT.contains(old), old);
        var problems = new Problems();
        YamlFile file = file(CONTRACT.replace(old, replacement), problems);
        List<TableContract> tables = ContractReader.read(file, problems);
        long ignored = QualityReader.read(file, tables, problems).size();
        ignored += ServiceLevelReader.read(file, tables, problems).size();
        List<Problem> found = problems.sorted();
        assertEquals(1, found.size(), found.toString());
        assertTrue(found.getFirst().toString().contains(message), found.toString());
    }

    private static YamlFile file(String text, Problems problems) {
        YamlFile file = YamlReader.read("contracts/t.yaml", text, problems).orElseThrow();
        assertTrue(YamlSchema.CONTRACT.accepts(file, problems), problems.sorted().toString());
        return file;
    }
}
