package dev.tidemill.definitions.document;

import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.ColumnRule;
import dev.tidemill.definitions.contract.ContractTerms;
import dev.tidemill.definitions.contract.InstantText;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableLateness;
import dev.tidemill.definitions.contract.TypeNames;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes a contract as the ODCS file that a person would have written: what has its default is left
 * out. Reading it gives the same tables again; checks of whole tables and promises, which no other
 * form of schema has, are not written.
 */
public final class ContractWriter {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_ ./()@-]*");
    private static final List<String> NOT_TEXTS =
            List.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private final StringBuilder out = new StringBuilder();

    private ContractWriter() {}

    /** The document's text. */
    public static String write(Contract contract) {
        return new ContractWriter().document(contract);
    }

    private String document(Contract contract) {
        line(0, "apiVersion", "v3.1.0");
        line(0, "kind", "DataContract");
        line(0, "id", quoted(contract.id()));
        line(0, "version", quoted(contract.version()));
        ContractTerms terms =
                contract.tables().isEmpty()
                        ? ContractTerms.NONE
                        : contract.tables().getFirst().rows().terms();
        line(0, "status", quoted(terms.status()));
        team(terms);
        line(0, "schema", "");
        contract.tables().forEach(table -> table(table.rows(), table.rows().terms().tags()));
        return out.toString();
    }

    private void team(ContractTerms terms) {
        if (terms.team() == null && terms.owners().isEmpty()) {
            return;
        }
        line(0, "team", "");
        optional(2, "name", terms.team());
        if (!terms.owners().isEmpty()) {
            line(2, "members", "");
        }
        for (ContractTerms.Owner owner : terms.owners()) {
            line(4, "- username", quoted(owner.username()));
            optional(6, "role", owner.role());
        }
    }

    private void table(TableContract table, List<String> tags) {
        line(2, "- name", table.name());
        line(4, "logicalType", "object");
        line(4, "physicalType", "table");
        optional(4, "description", table.description());
        tags(4, tags);
        line(4, "customProperties", "");
        custom("tableKind", table.kind().name().toLowerCase(Locale.ROOT));
        if (table.eventTime() != null) {
            custom("eventTime", table.eventTime());
        }
        lateness(table);
        if (table.retention().age() != null) {
            custom("retention", shown(table.retention().age()));
        }
        if (table.retention().rows() != Long.MAX_VALUE) {
            custom("retentionRows", Long.toString(table.retention().rows()));
        }
        if (table.timeMeaning() != null) {
            custom("timeMeaning", quoted(table.timeMeaning()));
        }
        line(4, "properties", "");
        for (ColumnContract column : table.columns()) {
            column(table, column);
        }
    }

    private void lateness(TableContract table) {
        Duration own = table.lateness().columns().get(String.valueOf(table.eventTime()));
        if (own != null) {
            custom("lateness", shown(own));
        }
        if (!table.lateness().idle().equals(TableLateness.IDLE_DEFAULT)) {
            custom("idleTimeout", shown(table.lateness().idle()));
        }
    }

    private static String shown(Duration duration) {
        for (Map.Entry<Long, String> unit :
                List.of(
                        Map.entry(86_400_000L, " days"),
                        Map.entry(3_600_000L, " hours"),
                        Map.entry(60_000L, " minutes"),
                        Map.entry(1_000L, " seconds"))) {
            if (duration.toMillis() % unit.getKey() == 0 && duration.toMillis() > 0) {
                return duration.toMillis() / unit.getKey() + unit.getValue();
            }
        }
        return duration.toMillis() + " ms";
    }

    private void custom(String property, String value) {
        line(6, "- property", property);
        line(8, "value", value);
    }

    private void column(TableContract table, ColumnContract column) {
        Type type = column.type();
        line(6, "- name", column.name());
        optional(8, "description", column.description());
        line(8, "logicalType", TypeNames.logicalType(type));
        line(8, "physicalType", quoted(type.sqlName()));
        int position = table.key().indexOf(column.name());
        if (position >= 0) {
            line(8, "primaryKey", "true");
            line(8, "primaryKeyPosition", Integer.toString(position + 1));
        }
        if (column.required()) {
            line(8, "required", "true");
        }
        optional(8, "classification", column.classification());
        tags(8, column.tags());
        Duration late = table.lateness().columns().get(column.name());
        boolean isLate = late != null && !column.name().equals(table.eventTime());
        if (isLate || column.subject() != null) {
            line(8, "customProperties", "");
        }
        if (late != null && isLate) {
            line(10, "- property", "lateness");
            line(12, "value", shown(late));
        }
        if (column.subject() != null) {
            line(10, "- property", "subject");
            line(12, "value", quoted(column.subject()));
        }
        rules(column);
    }

    /** Every rule is a check of its own, since two of a kind may stand beside each other. */
    private void rules(ColumnContract column) {
        if (column.rules().isEmpty()) {
            return;
        }
        line(8, "quality", "");
        for (ColumnRule rule : column.rules()) {
            line(10, "- name", quoted(rule.name()));
            line(12, "type", "library");
            line(12, "metric", "invalidValues");
            line(12, "arguments", "");
            arguments(column.type(), rule).forEach((key, value) -> line(14, key, value));
            line(12, "mustBe", "0");
        }
    }

    private static Map<String, String> arguments(Type type, ColumnRule rule) {
        Map<String, String> arguments = new LinkedHashMap<>();
        switch (rule) {
            case ColumnRule.Range range -> {
                bound(arguments, "minimum", type, range.minimum());
                bound(arguments, "maximum", type, range.maximum());
            }
            case ColumnRule.Matches matches -> arguments.put("pattern", quoted(matches.pattern()));
            case ColumnRule.Length length -> {
                if (length.minimum() > 0 || length.maximum() == Integer.MAX_VALUE) {
                    arguments.put("minLength", Integer.toString(length.minimum()));
                }
                if (length.maximum() < Integer.MAX_VALUE) {
                    arguments.put("maxLength", Integer.toString(length.maximum()));
                }
            }
            case ColumnRule.OneOfTexts texts ->
                    arguments.put(
                            "validValues",
                            listed(texts.values().stream().map(ContractWriter::quoted).toList()));
            case ColumnRule.OneOfIntegers numbers ->
                    arguments.put(
                            "validValues",
                            listed(numbers.values().stream().map(String::valueOf).toList()));
        }
        return arguments;
    }

    private static void bound(
            Map<String, String> arguments, String key, Type type, @Nullable BigDecimal bound) {
        if (bound != null) {
            arguments.put(
                    key,
                    type.isNumeric()
                            ? bound.toPlainString()
                            : quoted(InstantText.written(type, bound)));
        }
    }

    private void tags(int indent, List<String> tags) {
        if (!tags.isEmpty()) {
            line(indent, "tags", listed(tags.stream().map(ContractWriter::quoted).toList()));
        }
    }

    private static String listed(List<String> values) {
        List<String> copy = new ArrayList<>(values);
        return "[" + String.join(", ", copy) + "]";
    }

    private void optional(int indent, String key, @Nullable String value) {
        if (value != null) {
            line(indent, key, quoted(value));
        }
    }

    private void line(int indent, String key, String value) {
        out.append(" ".repeat(indent)).append(key).append(':');
        if (!value.isEmpty()) {
            out.append(' ').append(value);
        }
        out.append('\n');
    }

    /** As it stands when YAML reads that as the same text; in double quotes otherwise. */
    private static String quoted(String text) {
        if (PLAIN.matcher(text).matches()
                && !text.endsWith(" ")
                && !NOT_TEXTS.contains(text.toLowerCase(Locale.ROOT))) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < ' ') {
                        quoted.append("\\x%02x".formatted((int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
