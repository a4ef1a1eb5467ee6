package dev.tidemill.node.action;

import java.util.regex.Pattern;

/**
 * What an action writes to a table, as its payload in the outbox says it.
 *
 * @param depth how many writes in a row have led to it, itself included
 * @param deletes whether the row with its key is deleted
 * @param row a JSON object
 */
record WriteNotice(int depth, boolean deletes, String row) {
    private static final String DEPTH = "{\"depth\":";
    private static final String DELETES = ",\"deletes\":";
    private static final String TABLE = ",\"table\":";
    private static final String ROW = ",\"row\":";

    private static final Pattern FORM =
            Pattern.compile(
                    "\\{\"depth\":\\d{1,9},\"deletes\":(true|false),\"table\":\"[^\"]*\",\"row\":");

    /** The payload. */
    String json(String table) {
        return DEPTH + depth + DELETES + deletes + TABLE + Payloads.string(table) + ROW + row + "}";
    }

    /** Whether a payload is one: an action may have told somebody before it wrote. */
    static boolean isOne(String json) {
        return FORM.matcher(json).lookingAt();
    }

    /** The inverse of {@link #json}; a table's name has no comma in it. */
    static WriteNotice of(String json) {
        int deletes = json.indexOf(DELETES);
        int row = json.indexOf(ROW);
        return new WriteNotice(
                Integer.parseInt(json.substring(DEPTH.length(), deletes)),
                json.startsWith("true", deletes + DELETES.length()),
                json.substring(row + ROW.length(), json.length() - 1));
    }
}
