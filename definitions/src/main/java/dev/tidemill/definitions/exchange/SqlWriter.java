package dev.tidemill.definitions.exchange;

import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.ColumnRule;
import dev.tidemill.definitions.contract.InstantText;
import dev.tidemill.definitions.contract.TableContract;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table as PostgreSQL would hold it: its columns, key, rules as CHECKs, and words as comments.
 * What only a stream has, such as lateness, is left out.
 */
public final class SqlWriter {
    private SqlWriter() {}

    public static String write(TableContract table) {
        List<String> lines = new ArrayList<>();
        for (ColumnContract column : table.columns()) {
            lines.add(column(column));
        }
        if (!table.key().isEmpty()) {
            lines.add("PRIMARY KEY (" + names(table.key()) + ")");
        }
        StringBuilder sql = new StringBuilder("CREATE TABLE " + name(table.name()) + " (\n");
        sql.append(lines.stream().map(line -> "  " + line).collect(Collectors.joining(",\n")));
        sql.append("\n);\n");
        comment(sql, "TABLE " + name(table.name()), table.description());
        for (ColumnContract column : table.columns()) {
            comment(
                    sql,
                    "COLUMN " + name(table.name()) + "." + name(column.name()),
                    column.description());
        }
        return sql.toString();
    }

    private static void comment(StringBuilder sql, String on, @Nullable String words) {
        if (words != null) {
            sql.append("COMMENT ON ").append(on).append(" IS ").append(text(words)).append(";\n");
        }
    }

    private static String column(ColumnContract column) {
        String name = name(column.name());
        String type = column.type() == Type.DOUBLE ? "DOUBLE PRECISION" : column.type().sqlName();
        String checks =
                column.rules().stream()
                        .map(rule -> " CHECK (" + condition(name, column.type(), rule) + ")")
                        .collect(Collectors.joining());
        return name
                + " "
                + (column.type() == Type.JSON ? "JSONB" : type)
                + (column.required() ? " NOT NULL" : "")
                + checks;
    }

    private static String condition(String column, Type type, ColumnRule rule) {
        return switch (rule) {
            case ColumnRule.Range range -> {
                List<String> parts = new ArrayList<>();
                if (range.minimum() != null) {
                    parts.add(column + " >= " + literal(type, range.minimum()));
                }
                if (range.maximum() != null) {
                    parts.add(column + " <= " + literal(type, range.maximum()));
                }
                yield String.join(" AND ", parts);
            }
            case ColumnRule.Matches matches -> column + " ~ " + text(matches.pattern());
            case ColumnRule.Length length ->
                    length.maximum() == Integer.MAX_VALUE
                            ? "char_length(%s) >= %d".formatted(column, length.minimum())
                            : "char_length(%s) BETWEEN %d AND %d"
                                    .formatted(column, length.minimum(), length.maximum());
            case ColumnRule.OneOfTexts texts ->
                    column
                            + texts.values().stream()
                                    .map(SqlWriter::text)
                                    .collect(Collectors.joining(", ", " IN (", ")"));
            case ColumnRule.OneOfIntegers numbers ->
                    column
                            + numbers.values().stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(", ", " IN (", ")"));
        };
    }

    private static String literal(Type type, BigDecimal bound) {
        return type.isNumeric()
                ? bound.toPlainString()
                : type.sqlName() + " " + text(InstantText.written(type, bound));
    }

    private static String names(List<String> columns) {
        return columns.stream().map(SqlWriter::name).collect(Collectors.joining(", "));
    }

    private static String name(String identifier) {
        return '"' + identifier + '"';
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
