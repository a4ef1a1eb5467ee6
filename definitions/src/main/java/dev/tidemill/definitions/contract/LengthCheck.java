package dev.tidemill.definitions.contract;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;

/** Refuses texts that are too short or too long, counted in code points. */
record LengthCheck(String columnName, ColumnRule.Length rule) implements ColumnCheck {
    private static final int UTF8_BYTES_MAX = 4;

    @Override
    public void check(Column column, Findings findings) {
        BytesColumn texts = (BytesColumn) column;
        for (int row = 0; row < texts.size(); row++) {
            if (!fits(texts, row) && !texts.isNull(row)) {
                findings.add(row, columnName, rule.name(), reason(texts, row));
            }
        }
    }

    private boolean fits(BytesColumn texts, int row) {
        int bytes = texts.length(row);
        // Between these bounds no text has to be looked at.
        if (bytes <= rule.maximum() && bytes >= (long) rule.minimum() * UTF8_BYTES_MAX) {
            return true;
        }
        int characters = characters(texts, row);
        return characters >= rule.minimum() && characters <= rule.maximum();
    }

    private static int characters(BytesColumn texts, int row) {
        int characters = 0;
        int end = texts.start(row) + texts.length(row);
        for (int at = texts.start(row); at < end; at++) {
            boolean continues = (texts.bytes()[at] & 0xC0) == 0x80;
            characters += continues ? 0 : 1;
        }
        return characters;
    }

    private String reason(BytesColumn texts, int row) {
        int characters = characters(texts, row);
        return characters < rule.minimum()
                ? characters + " characters, at least " + rule.minimum() + " are required"
                : characters + " characters, at most " + rule.maximum() + " are allowed";
    }
}
