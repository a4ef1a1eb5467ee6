package dev.tidemill.definitions.client;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.ColumnRule;
import dev.tidemill.definitions.contract.TableContract;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A record for each table, and the client that sends them. */
record JavaClient(String packageName) {
    JavaClient {
        requireNonNull(packageName, "packageName");
    }

    Map<String, String> files(List<TableContract> tables) {
        String folder = packageName.replace('.', '/') + "/";
        Map<String, String> files = new LinkedHashMap<>();
        files.put(
                folder + "TidemillClient.java",
                Template.read("TidemillClient.java.txt").replace("@package@", packageName));
        for (TableContract table : tables) {
            files.put(folder + Names.type(table.name()) + ".java", source(table));
        }
        return files;
    }

    private String source(TableContract table) {
        return """
        package %s;

        import java.util.List;

        /** %s Generated from the contract, version %s. */
        public record %s(
                %s)
                implements TidemillClient.Event {
            private static final List<TidemillClient.Column> COLUMNS =
                    List.of(
                            %s);

            @Override
            public String table() {
                return %s;
            }

            @Override
            public List<TidemillClient.Column> columns() {
                return COLUMNS;
            }

            @Override
            public Object[] values() {
                return new Object[] {%s};
            }
        }
        """
                .formatted(
                        packageName,
                        words(table),
                        table.version().replace("*/", "* /"),
                        Names.type(table.name()),
                        joined(table, ",\n        ", JavaClient::component),
                        joined(table, ",\n                    ", JavaClient::column),
                        Names.quoted(table.name()),
                        joined(table, ", ", column -> Names.field(column.name())));
    }

    private static String words(TableContract table) {
        String words =
                table.description() == null
                        ? "A row of " + table.name() + "."
                        : table.description();
        return words.replace("*/", "* /").replace("\\", "&#92;").replace('\n', ' ');
    }

    private static String joined(
            TableContract table, String separator, Function<ColumnContract, String> each) {
        return table.columns().stream().map(each).collect(Collectors.joining(separator));
    }

    private static String component(ColumnContract column) {
        return type(column.type(), column.required()) + " " + Names.field(column.name());
    }

    private static String type(Type type, boolean required) {
        return switch (type) {
            case ArrayType array -> "List<" + type(array.element(), false) + ">";
            case DecimalType _ -> "java.math.BigDecimal";
            case Type t when t == Type.BOOLEAN -> required ? "boolean" : "Boolean";
            case Type t when t == Type.INTEGER -> required ? "int" : "Integer";
            case Type t when t == Type.BIGINT -> required ? "long" : "Long";
            case Type t when t == Type.DOUBLE -> required ? "double" : "Double";
            case Type t when t == Type.DATE -> "java.time.LocalDate";
            case Type t when t == Type.TIMESTAMP -> "java.time.LocalDateTime";
            case Type t when t == Type.TIMESTAMPTZ -> "java.time.Instant";
            case Type t when t == Type.INTERVAL -> "java.time.Duration";
            case Type t when t == Type.UUID -> "java.util.UUID";
            // A JSON document is its text.
            case Type _ -> "String";
        };
    }

    private static String column(ColumnContract column) {
        RuleView rules = RuleView.of(column);
        StringBuilder source = new StringBuilder("TidemillClient.Column.of(");
        source.append(Names.quoted(column.name()))
                .append(", ")
                .append(Names.quoted(column.type().sqlName()))
                .append(", ")
                .append(column.required())
                .append(')');
        if (rules.minimum() != null || rules.maximum() != null) {
            source.append(".between(")
                    .append(
                            rules.minimum() == null
                                    ? "null"
                                    : Names.quoted(rules.minimum().toPlainString()))
                    .append(", ")
                    .append(
                            rules.maximum() == null
                                    ? "null"
                                    : Names.quoted(rules.maximum().toPlainString()))
                    .append(')');
        }
        ColumnRule.Length length = rules.length();
        if (length != null) {
            source.append(".length(%d, %d)".formatted(length.minimum(), length.maximum()));
        }
        if (rules.pattern() != null) {
            source.append(".matching(").append(Names.quoted(rules.pattern())).append(')');
        }
        if (!rules.validValues().isEmpty()) {
            source.append(
                    rules.validValues().stream()
                            .map(Names::quoted)
                            .collect(Collectors.joining(", ", ".oneOf(", ")")));
        }
        return source.toString();
    }
}
