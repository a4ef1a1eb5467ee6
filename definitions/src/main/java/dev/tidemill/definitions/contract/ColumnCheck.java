package dev.tidemill.definitions.contract;

import dev.tidemill.algebra.column.Column;

/** One compiled rule over a whole column. Immutable, safe for any thread. */
interface ColumnCheck {
    int SHOWN_CHARACTERS_MAX = 80;

    /** NULLs are passed over, except by the check that refuses them. */
    void check(Column column, Findings findings);

    /** A value as a reason may show it. */
    static String shown(Column column, int row) {
        String text = String.valueOf(column.value(row));
        return text.length() <= SHOWN_CHARACTERS_MAX
                ? "“" + text + "”"
                : "“" + text.substring(0, SHOWN_CHARACTERS_MAX) + "…”";
    }
}
