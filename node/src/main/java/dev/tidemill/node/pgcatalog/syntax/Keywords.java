package dev.tidemill.node.pgcatalog.syntax;

import java.util.Set;

/** Words that are no names unless they stand in quotes. */
final class Keywords {
    private static final Set<String> RESERVED =
            Set.of(
                    "all",
                    "and",
                    "any",
                    "array",
                    "as",
                    "asc",
                    "between",
                    "case",
                    "cast",
                    "collate",
                    "cross",
                    "desc",
                    "distinct",
                    "else",
                    "end",
                    "escape",
                    "except",
                    "exists",
                    "false",
                    "fetch",
                    "for",
                    "from",
                    "full",
                    "group",
                    "having",
                    "ilike",
                    "in",
                    "inner",
                    "intersect",
                    "into",
                    "is",
                    "isnull",
                    "join",
                    "lateral",
                    "left",
                    "like",
                    "limit",
                    "natural",
                    "not",
                    "notnull",
                    "null",
                    "offset",
                    "on",
                    "operator",
                    "or",
                    "order",
                    "outer",
                    "right",
                    "select",
                    "similar",
                    "some",
                    "tablesample",
                    "then",
                    "true",
                    "union",
                    "using",
                    "when",
                    "where",
                    "window",
                    "with",
                    "within");

    private Keywords() {}

    /** Whether a word can be an alias without AS before it. */
    static boolean mayBeAlias(Token token) {
        return token.kind() == Token.Kind.QUOTED
                || (token.kind() == Token.Kind.WORD && !RESERVED.contains(token.text()));
    }
}
