package dev.tidemill.node.projecttest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random insertions, updates and deletions of keyed rows, held against a map. */
class RandomStepsTest {
    private static final int SEEDS = 25;
    private static final int STEPS = 6;
    private static final int KEYS = 12;

    @TempDir Path folder;

    @Test
    void tablesAreWhatAMapSaysAndOneWrongValueIsFound() throws IOException {
        ShopFixture shop = ShopFixture.in(folder);
        for (long seed = 0; seed < SEEDS; seed++) {
            shop.test("right-" + seed, test(new Random(seed), 0));
            shop.test("wrong-" + seed, test(new Random(seed), 1));
        }

        List<TestOutcome> outcomes = shop.run();

        assertEquals(2 * SEEDS, outcomes.size());
        for (TestOutcome outcome : outcomes) {
            if (outcome.name().startsWith("right")) {
                assertInstanceOf(TestOutcome.Passed.class, outcome, outcome.toString());
                continue;
            }
            TestOutcome.Failed failed =
                    assertInstanceOf(TestOutcome.Failed.class, outcome, outcome.toString());
            Finding.TableDiffers differs =
                    assertInstanceOf(Finding.TableDiffers.class, failed.findings().getFirst());
            assertEquals(STEPS, failed.step(), outcome.name());
            assertEquals(1, differs.changed(), outcome.name());
            assertEquals(0, differs.missing() + differs.unexpected(), outcome.name());
        }
    }

    /**
     * A test of some steps.
     *
     * @param wrongBy what is added to a value that the last step expects
     */
    private static String test(Random random, int wrongBy) {
        StringBuilder yaml = new StringBuilder("steps:\n");
        Map<String, Integer> model = new TreeMap<>();
        for (int step = 1; step <= STEPS; step++) {
            yaml.append("  - name: ").append(step).append(" of ").append(STEPS).append('\n');
            List<String> there = new ArrayList<>(model.keySet());
            Collections.shuffle(there, random);
            int deleted = there.isEmpty() ? 0 : random.nextInt(there.size());
            int updated = there.isEmpty() ? 0 : random.nextInt(there.size() - deleted + 1);
            changes(yaml, "delete", there.subList(0, deleted), model, random);
            changes(yaml, "update", there.subList(deleted, deleted + updated), model, random);
            there.subList(0, deleted).forEach(model::remove);
            changes(yaml, "insert", inserted(there, random), model, random);
            yaml.append("    expect: {products: [")
                    .append(rows(model, step == STEPS ? wrongBy : 0))
                    .append("]}\n");
        }
        return yaml.toString();
    }

    /** Keys that nothing else is done to in the step; at least one. */
    private static List<String> inserted(List<String> others, Random random) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            String key = "sku-" + i;
            if (!others.contains(key) && random.nextInt(3) == 0) {
                keys.add(key);
            }
        }
        return keys.isEmpty() ? List.of("new-" + random.nextInt(1_000_000)) : keys;
    }

    private static void changes(
            StringBuilder yaml,
            String word,
            List<String> keys,
            Map<String, Integer> model,
            Random random) {
        if (keys.isEmpty()) {
            return;
        }
        List<String> rows = new ArrayList<>();
        for (String key : keys) {
            if (word.equals("delete")) {
                rows.add("{sku: " + key + "}");
            } else {
                int stock = 1 + random.nextInt(100);
                model.put(key, stock);
                rows.add("{sku: " + key + ", stock: " + stock + "}");
            }
        }
        yaml.append("    ")
                .append(word)
                .append(": {products: [")
                .append(String.join(", ", rows))
                .append("]}\n");
    }

    private static String rows(Map<String, Integer> model, int wrongBy) {
        List<String> rows =
                model.entrySet().stream()
                        .map(row -> "{sku: " + row.getKey() + ", stock: " + row.getValue() + "}")
                        .collect(Collectors.toCollection(ArrayList::new));
        Map.Entry<String, Integer> first = model.entrySet().iterator().next();
        rows.set(0, "{sku: " + first.getKey() + ", stock: " + (first.getValue() + wrongBy) + "}");
        return String.join(", ", rows);
    }
}
