package dev.tidemill.definitions.client;

import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.ColumnRule;
import dev.tidemill.definitions.contract.TableContract;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One module: a data class for each table, behind the client that sends them. */
final class PythonClient {
    private PythonClient() {}

    static String source(List<TableContract> tables) {
        return Template.read("tidemill_client.py.txt")
                .replace(
                        "@events@\n",
                        tables.stream()
                                .map(PythonClient::table)
                                .collect(Collectors.joining("\n\n")));
    }

    private static String table(TableContract table) {
        StringBuilder source = new StringBuilder("@dataclass(frozen=True)\nclass ");
        source.append(Names.type(table.name())).append("(Event):\n    ");
        source.append(docString(table)).append("\n\n    TABLE: ClassVar[str] = ");
        source.append(Names.quoted(table.name()));
        source.append("\n    COLUMNS: ClassVar[Tuple[Column, ...]] = (\n");
        table.columns()
                .forEach(column -> source.append("        ").append(column(column)).append(",\n"));
        source.append("    )\n\n");
        // Fields with defaults come behind those without; they are given by name anyway.
        Stream.concat(
                        table.columns().stream().filter(ColumnContract::required),
                        table.columns().stream().filter(column -> !column.required()))
                .forEach(column -> source.append(field(column)));
        return source.toString();
    }

    private static String docString(TableContract table) {
        String words =
                table.description() == null
                        ? "A row of " + table.name() + "."
                        : table.description();
        return "\"\"\""
                + words.replace("\\", "\\\\").replace("\"", "'").replace('\n', ' ')
                + "\"\"\"";
    }

    private static String field(ColumnContract column) {
        String type = type(column.type());
        return "    %s: %s\n"
                .formatted(
                        Names.free(column.name()),
                        column.required() ? type : "Optional[" + type + "] = None");
    }

    private static String type(Type type) {
        return switch (type) {
            case ArrayType array -> "List[" + type(array.element()) + "]";
            case DecimalType _ -> "Decimal";
            case Type t when t == Type.BOOLEAN -> "bool";
            case Type t when t == Type.INTEGER || t == Type.BIGINT -> "int";
            case Type t when t == Type.DOUBLE -> "float";
            case Type t when t == Type.DATE -> "date";
            case Type t when t.isTimestamp() -> "datetime";
            case Type t when t == Type.INTERVAL -> "timedelta";
            case Type t when t == Type.UUID -> "UUID";
            case Type t when t == Type.JSON -> "Any";
            case Type _ -> "str";
        };
    }

    private static String column(ColumnContract column) {
        RuleView rules = RuleView.of(column);
        StringBuilder source = new StringBuilder("Column(");
        source.append(Names.quoted(Names.free(column.name())))
                .append(", ")
                .append(Names.quoted(column.name()))
                .append(", ")
                .append(Names.quoted(column.type().sqlName()))
                .append(column.required() ? ", True" : ", False");
        argument(
                source,
                "minimum",
                rules.minimum() == null ? null : rules.minimum().toPlainString());
        argument(
                source,
                "maximum",
                rules.maximum() == null ? null : rules.maximum().toPlainString());
        ColumnRule.Length length = rules.length();
        if (length != null) {
            source.append(", min_length=").append(length.minimum());
            if (length.maximum() < Integer.MAX_VALUE) {
                source.append(", max_length=").append(length.maximum());
            }
        }
        argument(source, "pattern", rules.pattern());
        if (!rules.validValues().isEmpty()) {
            source.append(", valid_values=(");
            rules.validValues().forEach(value -> source.append(Names.quoted(value)).append(", "));
            source.setLength(source.length() - 1);
            source.append(')');
        }
        return source.append(')').toString();
    }

    private static void argument(StringBuilder source, String name, @Nullable String value) {
        if (value != null) {
            source.append(", ").append(name).append('=').append(Names.quoted(value));
        }
    }
}
