package dev.tidemill.definitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.feature.Feature;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.problem.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feature views as files, with every complaint at its place. */
class FeatureViewsTest {
    private static final String FILE = "features/item.yaml";

    private static final String VIEW =
            """
            name: item
            version: 3
            description: What is known of an item.
            entity: item
            key: {sku: TEXT}
            ttl: 2 hours
            record: false
            keys-max: 10
            samples-per-minute: 0
            sources:
              - table: totals
                key: {sku: sku}
                time: at
                features:
                  orders: {type: BIGINT, description: All of them., default: 0}
                  price: {column: net, type: "DECIMAL(12,2)"}
            request: {amount: INTEGER}
            on-demand:
              cost: {sql: price * amount, type: "DECIMAL(22,2)"}
            """;

    private ProjectFixture project;

    @BeforeEach
    void write(@TempDir Path folder) throws Exception {
        project = new ProjectFixture(folder).write(FILE, VIEW);
    }

    private void refuses(String old, String replacement, String message, int line)
            throws Exception {
        project.write(FILE, VIEW).replace(FILE, old, replacement);
        List<Problem> problems = project.read().problems();
        assertTrue(
                problems.stream()
                        .anyMatch(
                                problem ->
                                        problem.message().contains(message)
                                                && problem.file().equals(FILE)
                                                && problem.line() == line),
                problems::toString);
    }

    @Test
    void readsAViewWithAllItHas() {
        FeatureViewDefinition view = project.load().features().getFirst();
        assertEquals("item@3", view.id());
        assertEquals(Duration.ofHours(2), view.ttl());
        assertEquals(10, view.keysMax());
        assertEquals(0, view.samplesPerMinute());
        assertEquals(false, view.isRecorded());
        assertEquals(List.of("sku", "amount"), view.inputs().names());
        assertEquals(List.of("orders", "price", "cost"), view.features().names());
        assertEquals(Map.of("sku", "sku"), view.sources().getFirst().key());
        assertEquals("totals", view.sources().getFirst().name());
        Feature price = view.stored().get(1);
        assertEquals("net", price.column());
        assertEquals(Type.decimal(12, 2), price.type());
        assertEquals("0", view.stored().getFirst().fallback());
    }

    @Test
    void keyedTablesAreSourcesTooAndVersionsStandSideBySide() throws Exception {
        project.write(
                "features/item4.yaml",
                """
                name: item
                version: 4
                entity: item
                key: {sku: TEXT}
                sources:
                  - {table: items, key: {sku: sku}, features: {raised_at: {type: TIMESTAMP}}}
                """);
        assertEquals(
                List.of("item@3", "item@4"),
                project.load().features().stream().map(FeatureViewDefinition::id).toList());
        project.replace("features/item4.yaml", "version: 4", "version: 3");
        assertTrue(
                project.read().problems().toString().contains("the name item@3 is taken by"),
                project.read().problems()::toString);
    }

    @Test
    void saysWhatIsWrongAtItsPlace() throws Exception {
        refuses("table: totals", "table: total", "there is no live or keyed table total", 11);
        refuses("table: totals", "table: orders", "there is no live or keyed table orders", 11);
        refuses("key: {sku: sku}", "key: {sku: sk}", "the view's key has no sk", 12);
        refuses("sku: TEXT", "sku: TXT", "“TXT” is no type", 5);
        refuses("sku: TEXT", "sku: TEXT, shop: TEXT", "no source is looked up by shop", 5);
        refuses("    time: at\n", "", "needs to know how old the rows of totals are", 11);
        refuses("amount: INTEGER", "orders: INTEGER", "the name orders is taken by line 15", 17);
        refuses("      orders:", "      Orders:", "“Orders” cannot be a name here", 15);
        refuses("version: 3", "version: 0", "0 is not at least 1", 2);
        refuses("entity: item", "entty: item", "unknown key “entty”", 4);
        refuses("ttl: 2 hours", "ttl: two", "“two” is not a duration", 6);
    }
}
