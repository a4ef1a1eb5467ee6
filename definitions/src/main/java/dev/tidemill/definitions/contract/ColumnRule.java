package dev.tidemill.definitions.contract;

import static java.util.Objects.requireNonNull;

import com.google.re2j.Pattern;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a contract demands of a column's values beyond their type. NULL breaks no rule: whether it
 * may stand is {@link ColumnContract#required()}.
 */
public sealed interface ColumnRule {

    /** The name that quarantined rows and answers carry. */
    String name();

    /**
     * Values between two bounds, both included. Dates are counted in days and timestamps in
     * microseconds since 1970.
     *
     * @param text the bounds as the contract writes them
     */
    record Range(
            String name, @Nullable BigDecimal minimum, @Nullable BigDecimal maximum, String text)
            implements ColumnRule {
        public Range {
            requireNonNull(name, "name");
            requireNonNull(text, "text");
        }

        /** A range whose text is made of its bounds. */
        public static Range of(
                String name,
                Type type,
                @Nullable BigDecimal minimum,
                @Nullable BigDecimal maximum) {
            List<String> words = new ArrayList<>();
            if (minimum != null) {
                words.add("at least " + shown(type, minimum));
            }
            if (maximum != null) {
                words.add("at most " + shown(type, maximum));
            }
            return new Range(name, minimum, maximum, String.join(" and ", words));
        }

        private static String shown(Type type, BigDecimal bound) {
            return type.isNumeric() ? bound.toPlainString() : InstantText.written(type, bound);
        }
    }

    /** Texts in which the regular expression (RE2 syntax) is found; anchor it to mean all. */
    record Matches(String name, String pattern) implements ColumnRule {
        public Matches {
            requireNonNull(name, "name");
            // Refuses what RE2 cannot do, such as back references.
            Pattern.compile(pattern);
        }
    }

    /** Texts of a length in characters (code points), both bounds included. */
    record Length(String name, int minimum, int maximum) implements ColumnRule {
        public Length {
            requireNonNull(name, "name");
            if (minimum < 0 || maximum < minimum) {
                throw new IllegalArgumentException("no length is in " + minimum + ".." + maximum);
            }
        }
    }

    /** One of the listed texts. */
    record OneOfTexts(String name, List<String> values) implements ColumnRule {
        public OneOfTexts {
            requireNonNull(name, "name");
            values = List.copyOf(values);
        }
    }

    /** One of the listed whole numbers. */
    record OneOfIntegers(String name, List<Long> values) implements ColumnRule {
        public OneOfIntegers {
            requireNonNull(name, "name");
            values = List.copyOf(values);
        }
    }
}
