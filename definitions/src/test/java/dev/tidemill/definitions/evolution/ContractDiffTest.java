package dev.tidemill.definitions.evolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.definitions.document.Contract;
import dev.tidemill.definitions.document.ContractFiles;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContractDiffTest {
    private static final String ORDERS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: shop.orders
            version: 1.0.0
            status: active
            slaProperties:
              - {property: freshness, value: 5m}
            schema:
              - name: orders
                customProperties:
                  - {property: tableKind, value: event}
                  - {property: eventTime, value: at}
                  - {property: lateness, value: 1 hour}
                  - {property: retention, value: 30 days}
                quality:
                  - {metric: rowCount, mustBeGreaterThan: 0}
                properties:
                  - {name: id, logicalType: integer, physicalType: BIGINT, required: true}
                  - {name: at, logicalType: timestamp, physicalType: TIMESTAMPTZ, required: true}
                  - {name: n, logicalType: integer, physicalType: INTEGER, logicalTypeOptions: {minimum: 1, maximum: 9}}
                  - {name: note, logicalType: string, physicalType: TEXT, logicalTypeOptions: {maxLength: 9}}
            """;

    @Test
    void findsNothingBetweenEqualContracts() {
        assertEquals(
                List.of(), diff(ORDERS, ORDERS.replace("minimum: 1,", "exclusiveMinimum: 0,")));
    }

    @Test
    void saysWhomEachChangeBreaks() {
        holds("  - name: orders", "  - name: orders2", "table-removed BOTH, table-added NONE");
        holds(
                "value: at}",
                "value: at2}\n      - {property: x, value: y}",
                "event-time-changed BOTH");
        holds("value: 1 hour", "value: 1 minute", "lateness-changed PRODUCERS");
        holds("value: 1 hour", "value: 2 hours", "lateness-changed CONSUMERS");
        holds("value: 30 days", "value: 3 days", "retention-changed CONSUMERS");
        holds("value: 30 days", "value: 31 days", "retention-changed NONE");
        holds("BIGINT, required: true", "BIGINT", "required-changed CONSUMERS");
        holds(
                "physicalType: INTEGER",
                "physicalType: INTEGER, required: true",
                "required-changed PRODUCERS");
        holds("physicalType: INTEGER", "physicalType: BIGINT", "type-changed NONE");
        holds(
                "integer, physicalType: BIGINT",
                "integer, physicalType: INTEGER",
                "type-changed BOTH");
        holds("maximum: 9}", "maximum: 8}", "rule-changed PRODUCERS");
        holds("maximum: 9}", "maximum: 10}", "rule-changed NONE");
        holds(", logicalTypeOptions: {maxLength: 9}", "", "rule-changed NONE");
        holds("{maxLength: 9}", "{maxLength: 9, pattern: a}", "rule-changed PRODUCERS");
        holds("name: note", "name: notes", "column-removed BOTH, column-added NONE");
        holds(
                "physicalType: TEXT",
                "physicalType: TEXT, classification: personal",
                "classification-changed NONE");
        holds("physicalType: TEXT", "physicalType: TEXT, description: words", "words-changed NONE");
        holds("mustBeGreaterThan: 0", "mustBeGreaterThan: 5", "check-changed NONE");
        holds(
                "    quality:\n      - {metric: rowCount, mustBeGreaterThan: 0}\n",
                "",
                "check-changed CONSUMERS");
        holds("value: 5m", "value: 9m", "service-level-changed CONSUMERS");
        holds("value: 5m", "value: 1m", "service-level-changed NONE");
        holds("status: active", "status: retired", "words-changed NONE");
    }

    @Test
    void aNewKeyAndANewKindBreakBoth() {
        String keyed =
                ORDERS.replace("value: event", "value: keyed")
                        .replaceAll(
                                "(?m)^.*(eventTime|lateness|retention|slaProperties|freshness).*\n",
                                "")
                        .replace("name: id,", "name: id, primaryKey: true,");
        String twoKeys = keyed.replace("name: n,", "name: n, primaryKey: true,");
        assertTrue(
                diff(ORDERS, keyed).contains("kind-changed BOTH"), diff(ORDERS, keyed).toString());
        assertTrue(diff(keyed, twoKeys).contains("key-changed BOTH"));
    }

    @Test
    void everyChangeSaysWhy() {
        ContractDiff diff =
                ContractDiff.between(
                        read(ORDERS), read(ORDERS.replace("name: note", "name: text")));
        for (ContractChange change : diff.changes()) {
            assertTrue(!change.reason().isBlank(), change.toString());
            assertEquals(change.impact() != Impact.NONE, change.breaking());
        }
    }

    private static void holds(String old, String replacement, String expected) {
        assertTrue(ORDERS.contains(old), old);
        String changed = ORDERS.replace(old, replacement);
        if (replacement.contains("at2")) {
            changed = changed.replace("name: at,", "name: at2,");
            expected =
                    expected
                            + ", lateness-changed CONSUMERS, lateness-changed PRODUCERS, column-removed BOTH, column-added PRODUCERS";
        }
        assertEquals(expected, String.join(", ", diff(ORDERS, changed)), replacement);
    }

    private static List<String> diff(String from, String to) {
        return ContractDiff.between(read(from), read(to)).changes().stream()
                .map(change -> change.kind() + " " + change.impact())
                .toList();
    }

    private static List<Contract> read(String text) {
        return List.of(ContractFiles.parse("t.yaml", text, Map.of()));
    }
}
