package dev.tidemill.definitions.client;

import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.ColumnRule;
import dev.tidemill.definitions.contract.TableContract;
import java.util.List;
import java.util.stream.Collectors;

/** One module: an interface and a description for each table, behind the client that sends them. */
final class TypeScriptClient {
    private TypeScriptClient() {}

    static String source(List<TableContract> tables) {
        return Template.read("tidemill.ts.txt")
                .replace(
                        "@events@\n",
                        tables.stream()
                                .map(TypeScriptClient::table)
                                .collect(Collectors.joining("\n")));
    }

    private static String table(TableContract table) {
        String name = Names.type(table.name());
        StringBuilder source = new StringBuilder();
        if (table.description() != null) {
            source.append(comment(table.description()));
        }
        source.append("export interface ").append(name).append(" {\n");
        for (ColumnContract column : table.columns()) {
            source.append(column.description() == null ? "" : "  " + comment(column.description()))
                    .append("  readonly ")
                    .append(Names.field(column.name()))
                    .append(column.required() ? ": " : "?: ")
                    .append(type(column.type()))
                    .append(column.required() ? ";\n" : " | null;\n");
        }
        source.append("}\n\nexport const ").append(name).append(": EventType<").append(name);
        source.append("> = {\n  table: ")
                .append(Names.quoted(table.name()))
                .append(",\n  columns: [\n");
        table.columns()
                .forEach(column -> source.append("    ").append(column(column)).append(",\n"));
        return source.append("  ],\n};\n").toString();
    }

    private static String comment(String words) {
        return "/** " + words.replace("*/", "* /").replace('\n', ' ') + " */\n";
    }

    private static String type(Type type) {
        return switch (type) {
            case ArrayType array -> "readonly (" + type(array.element()) + ")[]";
            // Exact decimals are written as texts.
            case DecimalType _ -> "number | string";
            case Type t when t == Type.BOOLEAN -> "boolean";
            case Type t when t == Type.INTEGER -> "number";
            case Type t when t == Type.BIGINT -> "number | bigint";
            case Type t when t == Type.DOUBLE -> "number";
            case Type t when t == Type.TIMESTAMPTZ -> "Date | string";
            case Type t when t == Type.JSON -> "unknown";
            case Type _ -> "string";
        };
    }

    private static String column(ColumnContract column) {
        RuleView rules = RuleView.of(column);
        StringBuilder source = new StringBuilder("{ property: ");
        source.append(Names.quoted(Names.field(column.name())))
                .append(", name: ")
                .append(Names.quoted(column.name()))
                .append(", type: ")
                .append(Names.quoted(column.type().sqlName()))
                .append(", required: ")
                .append(column.required());
        if (rules.minimum() != null) {
            source.append(", minimum: ").append(rules.minimum().toPlainString());
        }
        if (rules.maximum() != null) {
            source.append(", maximum: ").append(rules.maximum().toPlainString());
        }
        ColumnRule.Length length = rules.length();
        if (length != null) {
            source.append(", minLength: ").append(length.minimum());
            if (length.maximum() < Integer.MAX_VALUE) {
                source.append(", maxLength: ").append(length.maximum());
            }
        }
        if (rules.pattern() != null) {
            source.append(", pattern: ").append(Names.quoted(rules.pattern()));
        }
        if (!rules.validValues().isEmpty()) {
            source.append(", validValues: [")
                    .append(
                            rules.validValues().stream()
                                    .map(Names::quoted)
                                    .collect(Collectors.joining(", ")))
                    .append(']');
        }
        return source.append(" }").toString();
    }
}
