package dev.tidemill.definitions.evolution;

import dev.tidemill.definitions.contract.ColumnRule;

/** A rule in words, as a person compares it. */
public final class RuleText {
    private RuleText() {}

    public static String of(ColumnRule rule) {
        return switch (rule) {
            case ColumnRule.Range range -> range.text();
            case ColumnRule.Matches matches -> "matches " + matches.pattern();
            case ColumnRule.Length length ->
                    length.maximum() == Integer.MAX_VALUE
                            ? "at least %d characters".formatted(length.minimum())
                            : "%d to %d characters".formatted(length.minimum(), length.maximum());
            case ColumnRule.OneOfTexts texts -> "one of " + texts.values();
            case ColumnRule.OneOfIntegers numbers -> "one of " + numbers.values();
        };
    }
}
