package dev.tidemill.node.pgcatalog.syntax;

import dev.tidemill.algebra.error.Place;

/** Where a position in a statement is. */
final class Places {
    private Places() {}

    static Place of(String sql, int position) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < position && i < sql.length(); i++) {
            if (sql.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return Place.at(line, position - lineStart + 1);
    }
}
