package dev.tidemill.definitions.client;

import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.ColumnRule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one column as a client checks them: of several of a kind the first. The others, the
 * ranges of times, and patterns that languages read in different ways are left to the server, which
 * checks every row anyway.
 */
record RuleView(
        @Nullable BigDecimal minimum,
        @Nullable BigDecimal maximum,
        ColumnRule.@Nullable Length length,
        @Nullable String pattern,
        List<String> validValues) {
    /**
     * Groups with flags, Perl's letters, POSIX classes and ends of text are not the same
     * everywhere.
     */
    private static final Pattern NOT_EVERYWHERE =
            Pattern.compile("\\(\\?|\\\\[^dwsbDWSB.\\-+*?()\\[\\]{}|^$/\\\\nrt]|\\[\\[:|\\$\\\\Z");

    RuleView {
        validValues = List.copyOf(validValues);
    }

    static RuleView of(ColumnContract column) {
        BigDecimal minimum = null;
        BigDecimal maximum = null;
        ColumnRule.Length length = null;
        String pattern = null;
        List<String> values = new ArrayList<>();
        for (ColumnRule rule : column.rules()) {
            switch (rule) {
                case ColumnRule.Range range -> {
                    if (column.type().isNumeric() && minimum == null && maximum == null) {
                        minimum = range.minimum();
                        maximum = range.maximum();
                    }
                }
                case ColumnRule.Length each -> length = length == null ? each : length;
                case ColumnRule.Matches matches ->
                        pattern = pattern == null ? portable(matches.pattern()) : pattern;
                case ColumnRule.OneOfTexts texts -> addFirst(values, texts.values());
                case ColumnRule.OneOfIntegers numbers ->
                        addFirst(values, numbers.values().stream().map(String::valueOf).toList());
            }
        }
        return new RuleView(minimum, maximum, length, pattern, values);
    }

    private static void addFirst(List<String> values, List<String> rule) {
        if (values.isEmpty()) {
            values.addAll(rule);
        }
    }

    private static @Nullable String portable(String pattern) {
        return NOT_EVERYWHERE.matcher(pattern).find() ? null : pattern;
    }
}
