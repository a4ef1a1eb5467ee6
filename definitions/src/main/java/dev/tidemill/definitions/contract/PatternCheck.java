package dev.tidemill.definitions.contract;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;

/** Refuses texts that a pattern does not match. */
final class PatternCheck implements ColumnCheck {
    private final String columnName;
    private final ColumnRule.Matches rule;
    private final TextMatcher matcher;
    private final boolean costly;

    PatternCheck(String columnName, ColumnRule.Matches rule) {
        this.columnName = columnName;
        this.rule = rule;
        ByteClassMatcher simple = ByteClassMatcher.of(rule.pattern()).orElse(null);
        this.matcher = simple == null ? RegexMatcher.of(rule.pattern()) : simple;
        this.costly = simple == null;
    }

    @Override
    public void check(Column column, Findings findings) {
        BytesColumn texts = (BytesColumn) column;
        TextMatcher perBatch = costly ? new RememberingMatcher(matcher, texts) : matcher;
        for (int row = 0; row < texts.size(); row++) {
            if (!perBatch.matches(texts.bytes(), texts.start(row), texts.length(row))
                    && !texts.isNull(row)) {
                findings.add(
                        row,
                        columnName,
                        rule.name(),
                        ColumnCheck.shown(texts, row) + " does not match " + rule.pattern());
            }
        }
    }
}
