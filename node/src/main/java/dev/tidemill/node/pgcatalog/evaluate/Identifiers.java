package dev.tidemill.node.pgcatalog.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Names as SQL writes them. */
public final class Identifiers {
    /** Words that PostgreSQL quotes when they are names. */
    private static final Set<String> RESERVED =
            Set.of(
                    "all",
                    "analyse",
                    "analyze",
                    "and",
                    "any",
                    "array",
                    "as",
                    "asc",
                    "asymmetric",
                    "authorization",
                    "between",
                    "bigint",
                    "binary",
                    "bit",
                    "boolean",
                    "both",
                    "case",
                    "cast",
                    "char",
                    "character",
                    "check",
                    "coalesce",
                    "collate",
                    "collation",
                    "column",
                    "concurrently",
                    "constraint",
                    "create",
                    "cross",
                    "current_catalog",
                    "current_date",
                    "current_role",
                    "current_schema",
                    "current_time",
                    "current_timestamp",
                    "current_user",
                    "dec",
                    "decimal",
                    "default",
                    "deferrable",
                    "desc",
                    "distinct",
                    "do",
                    "else",
                    "end",
                    "except",
                    "exists",
                    "extract",
                    "false",
                    "fetch",
                    "float",
                    "for",
                    "foreign",
                    "freeze",
                    "from",
                    "full",
                    "grant",
                    "greatest",
                    "group",
                    "grouping",
                    "having",
                    "ilike",
                    "in",
                    "initially",
                    "inner",
                    "inout",
                    "int",
                    "integer",
                    "intersect",
                    "interval",
                    "into",
                    "is",
                    "isnull",
                    "join",
                    "lateral",
                    "leading",
                    "least",
                    "left",
                    "like",
                    "limit",
                    "localtime",
                    "localtimestamp",
                    "national",
                    "natural",
                    "nchar",
                    "none",
                    "normalize",
                    "not",
                    "notnull",
                    "null",
                    "nullif",
                    "numeric",
                    "offset",
                    "on",
                    "only",
                    "or",
                    "order",
                    "out",
                    "outer",
                    "overlaps",
                    "overlay",
                    "placing",
                    "position",
                    "precision",
                    "primary",
                    "real",
                    "references",
                    "returning",
                    "right",
                    "row",
                    "select",
                    "session_user",
                    "setof",
                    "similar",
                    "smallint",
                    "some",
                    "substring",
                    "symmetric",
                    "system_user",
                    "table",
                    "tablesample",
                    "then",
                    "time",
                    "timestamp",
                    "to",
                    "trailing",
                    "treat",
                    "trim",
                    "true",
                    "union",
                    "unique",
                    "user",
                    "using",
                    "values",
                    "varchar",
                    "variadic",
                    "verbose",
                    "when",
                    "where",
                    "window",
                    "with");

    private Identifiers() {}

    /** A name, in double quotes where it needs them. */
    public static String quoted(String name) {
        boolean plain = name.matches("[a-z_][a-z0-9_$]*") && !RESERVED.contains(name);
        return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The parts of a name that may have quotes, such as {@code public."Orders"}. */
    public static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean inQuotes = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                boolean twice = inQuotes && i + 1 < text.length() && text.charAt(i + 1) == '"';
                if (twice) {
                    part.append('"');
                    i++;
                } else {
                    inQuotes = !inQuotes;
                }
            } else if (c == '.' && !inQuotes) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(inQuotes ? c : String.valueOf(c).toLowerCase(Locale.ROOT));
            }
        }
        parts.add(part.toString().strip());
        return parts;
    }
}
