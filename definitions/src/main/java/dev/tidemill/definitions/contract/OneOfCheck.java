package dev.tidemill.definitions.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import java.util.Arrays;
import java.util.List;

/** Refuses texts that are not in a list. */
final class OneOfCheck implements ColumnCheck {
    private final String columnName;
    private final ColumnRule.OneOfTexts rule;

    /** Open addressing; as the table is at most half full, a free place ends every search. */
    private final byte[][] table;

    OneOfCheck(String columnName, ColumnRule.OneOfTexts rule) {
        this.columnName = columnName;
        this.rule = rule;
        this.table = table(rule.values());
    }

    private static byte[][] table(List<String> values) {
        byte[][] table = new byte[Integer.highestOneBit(values.size() * 2) * 2][];
        for (String value : values) {
            byte[] bytes = value.getBytes(UTF_8);
            int at = ByteHash.of(bytes, 0, bytes.length) & (table.length - 1);
            while (table[at] != null) {
                at = (at + 1) & (table.length - 1);
            }
            table[at] = bytes;
        }
        return table;
    }

    @Override
    public void check(Column column, Findings findings) {
        BytesColumn texts = (BytesColumn) column;
        for (int row = 0; row < texts.size(); row++) {
            if (!contains(texts.bytes(), texts.start(row), texts.length(row))
                    && !texts.isNull(row)) {
                findings.add(
                        row,
                        columnName,
                        rule.name(),
                        ColumnCheck.shown(texts, row) + " is not one of the valid values");
            }
        }
    }

    private boolean contains(byte[] bytes, int start, int length) {
        int at = ByteHash.of(bytes, start, length) & (table.length - 1);
        while (table[at] != null) {
            if (Arrays.equals(table[at], 0, table[at].length, bytes, start, start + length)) {
                return true;
            }
            at = (at + 1) & (table.length - 1);
        }
        return false;
    }
}
