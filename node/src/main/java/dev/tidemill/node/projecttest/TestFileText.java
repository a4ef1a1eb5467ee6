package dev.tidemill.node.projecttest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.CsvRowWriter;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.definitions.contract.InstantText;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The file of a test of one step, which its reader reads back as the same rows. */
final class TestFileText {
    private static final String HEAD =
            "# yaml-language-server: $schema=../schemas/test.schema.json\n";

    private TestFileText() {}

    /**
     * Writes a test.
     *
     * @param micros the step's time
     * @param inserted rows by table
     * @param expected rows by table
     */
    static String of(
            String description,
            long micros,
            Map<String, Batch> inserted,
            Map<String, Batch> expected) {
        StringBuilder yaml = new StringBuilder(HEAD);
        yaml.append("description: ").append(description).append('\n');
        yaml.append("steps:\n  - at: ")
                .append(InstantText.written(Type.TIMESTAMPTZ, BigDecimal.valueOf(micros)))
                .append('\n');
        tables("insert", inserted, yaml);
        tables("expect", expected, yaml);
        return yaml.toString();
    }

    private static void tables(String word, Map<String, Batch> tables, StringBuilder yaml) {
        boolean begun = false;
        for (Map.Entry<String, Batch> table : tables.entrySet()) {
            if (word.equals("insert") && table.getValue().isEmpty()) {
                continue;
            }
            if (!begun) {
                yaml.append("    ").append(word).append(":\n");
                begun = true;
            }
            yaml.append("      ").append(table.getKey()).append(':');
            rows(table.getValue(), yaml);
        }
    }

    private static void rows(Batch rows, StringBuilder yaml) {
        if (rows.isEmpty()) {
            yaml.append(" []\n");
        } else if (isPlain(rows)) {
            yaml.append(" |\n");
            csv(rows).lines().forEach(line -> yaml.append("        ").append(line).append('\n'));
        } else {
            yaml.append('\n');
            JsonRowWriter writer = new JsonRowWriter(rows.schema());
            for (int row = 0; row < rows.size(); row++) {
                ByteBuilder json = new ByteBuilder(256);
                writer.object(rows, row, json);
                yaml.append("        - ").append(escaped(text(json))).append('\n');
            }
        }
    }

    /** Whether a block of CSV can hold the rows: it has no way to write some characters. */
    private static boolean isPlain(Batch rows) {
        for (int row = 0; row < rows.size(); row++) {
            List<@Nullable String> texts = ValueTexts.of(rows, row);
            boolean plain =
                    texts.stream()
                            .filter(Objects::nonNull)
                            .noneMatch(text -> text.chars().anyMatch(TestFileText::isSpecial));
            // A line with nothing on it would be no row.
            if (!plain || (texts.size() == 1 && texts.getFirst() == null)) {
                return false;
            }
        }
        return true;
    }

    /** What YAML takes as the end of a line, or not at all. */
    private static boolean isSpecial(int character) {
        return Character.isISOControl(character)
                || character == 0x2028
                || character == 0x2029
                || character == 0xFEFF;
    }

    /** A JSON object is YAML but for these characters, which stand in its strings only. */
    private static String escaped(String json) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < json.length(); i++) {
            char character = json.charAt(i);
            if (isSpecial(character)) {
                text.append("\\u%04x".formatted((int) character));
            } else {
                text.append(character);
            }
        }
        return text.toString();
    }

    private static String csv(Batch rows) {
        CsvRowWriter writer = new CsvRowWriter(rows.schema());
        ByteBuilder out = new ByteBuilder(1024);
        writer.header(out);
        for (int row = 0; row < rows.size(); row++) {
            writer.row(rows, row, out);
        }
        return text(out);
    }

    private static String text(ByteBuilder bytes) {
        return new String(bytes.toByteArray(), UTF_8);
    }

    /** The rows in the order of their texts, so that two recordings can be compared. */
    static Batch sorted(Batch rows) {
        Integer[] order = new Integer[rows.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparing(row -> ValueTexts.of(rows, row).toString()));
        return rows.gather(Arrays.stream(order).mapToInt(i -> i).toArray(), order.length);
    }
}
