package dev.tidemill.definitions.contract;

import static java.util.Objects.requireNonNull;

import com.google.re2j.PatternSyntaxException;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.yaml.YamlValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rules of one column: its {@code logicalTypeOptions} and the {@code invalidValues}
 * checks of its {@code quality}. Owned by one call.
 */
public final class RuleReader {
    /** A larger exponent would only make a huge number, which no column holds. */
    private static final int EXPONENT_MAX = 400;

    private static final List<String> COMPARISONS =
            List.of(
                    "mustNotBe",
                    "mustBeGreaterThan",
                    "mustBeGreaterOrEqualTo",
                    "mustBeLessThan",
                    "mustBeLessOrEqualTo",
                    "mustBeBetween",
                    "mustNotBeBetween");

    /** The custom property that says what a failing check does; with it, rows are not refused. */
    public static final String ON_FAILURE = "onFailure";

    private final Type type;
    private final Problems problems;
    private final List<ColumnRule> rules = new ArrayList<>();

    RuleReader(Type type, Problems problems) {
        this.type = requireNonNull(type, "type");
        this.problems = requireNonNull(problems, "problems");
    }

    /**
     * Whether a check of a column is held against each row as it comes: no row may be counted by
     * it, and the table is one that rows come into. Others are about the table as a whole.
     */
    public static boolean isRowRule(YamlValue quality, TableKind kind) {
        String metric = quality.at("metric").text();
        BigDecimal none = quality.at("mustBe").decimalOrNull();
        return kind != TableKind.LIVE
                && (metric.equals("nullValues") || metric.equals("invalidValues"))
                && none != null
                && none.signum() == 0
                && COMPARISONS.stream().noneMatch(other -> quality.at(other).exists())
                && quality.at("customProperties").items().stream()
                        .noneMatch(own -> own.at("property").text().equals(ON_FAILURE));
    }

    /** The rules in the arguments of a check; none, and a problem, when there is none. */
    public static List<ColumnRule> arguments(YamlValue quality, Type type, Problems problems) {
        RuleReader reader = new RuleReader(type, problems);
        reader.addQuality(quality);
        return List.copyOf(reader.rules);
    }

    List<ColumnRule> read(YamlValue column, TableKind kind) {
        addRules(column.at("logicalTypeOptions"), null);
        for (YamlValue quality : column.at("quality").items()) {
            if (isRowRule(quality, kind) && quality.at("metric").text().equals("invalidValues")) {
                addQuality(quality);
            }
        }
        return List.copyOf(rules);
    }

    private void addQuality(YamlValue quality) {
        int before = rules.size();
        int problemsBefore = problems.count();
        addRules(quality.at("arguments"), quality.at("name").textOrNull());
        if (rules.size() == before && problems.count() == problemsBefore) {
            problems.add(
                    quality.place(),
                    "this check has nothing to check",
                    "give it arguments: validValues, pattern, minimum, maximum, minLength or"
                            + " maxLength");
        }
    }

    private void addRules(YamlValue options, @Nullable String name) {
        addRange(options, name);
        addLength(options, name);
        addPattern(options.at("pattern"), name);
        addValidValues(options.at("validValues"), name);
    }

    private void addRange(YamlValue options, @Nullable String name) {
        YamlValue atLeast = options.at("minimum");
        YamlValue above = options.at("exclusiveMinimum");
        YamlValue atMost = options.at("maximum");
        YamlValue below = options.at("exclusiveMaximum");
        BigDecimal minimum = larger(bound(atLeast), moved(bound(above), 1));
        BigDecimal maximum = smaller(bound(atMost), moved(bound(below), -1));
        if (minimum == null && maximum == null) {
            return;
        }
        if (minimum != null && maximum != null && minimum.compareTo(maximum) > 0) {
            problems.add(options.place(), "the minimum is above the maximum: no value can pass");
            return;
        }
        List<String> words = new ArrayList<>();
        addWords(words, "at least ", atLeast);
        addWords(words, "above ", above);
        addWords(words, "at most ", atMost);
        addWords(words, "below ", below);
        rules.add(
                new ColumnRule.Range(
                        named(name, "range"), minimum, maximum, String.join(" and ", words)));
    }

    private static void addWords(List<String> words, String word, YamlValue bound) {
        if (bound.exists()) {
            words.add(word + bound.text());
        }
    }

    private static @Nullable BigDecimal larger(@Nullable BigDecimal a, @Nullable BigDecimal b) {
        return a == null ? b : b == null ? a : a.max(b);
    }

    private static @Nullable BigDecimal smaller(@Nullable BigDecimal a, @Nullable BigDecimal b) {
        return a == null ? b : b == null ? a : a.min(b);
    }

    private @Nullable BigDecimal bound(YamlValue value) {
        if (!value.exists()) {
            return null;
        }
        if (type.isNumeric()) {
            BigDecimal number = value.decimalOrNull();
            if (number == null || Math.abs((long) number.scale()) > EXPONENT_MAX) {
                problems.add(
                        value.place(), "“" + value.written() + "” is not a number to compare with");
                return null;
            }
            return number;
        }
        if (type == Type.DATE || type.isTimestamp()) {
            return time(value);
        }
        problems.add(
                value.placeOfKey(), type.sqlName() + " has no range", "bound numbers and times");
        return null;
    }

    private @Nullable BigDecimal time(YamlValue value) {
        Optional<BigDecimal> parsed = InstantText.parse(type, value.text());
        if (parsed.isEmpty()) {
            problems.add(
                    value.place(),
                    "“" + value.written() + "” is not a " + type.sqlName(),
                    switch (type) {
                        case Type t when t == Type.DATE -> "write it like 2001-01-31";
                        case Type t when t == Type.TIMESTAMPTZ ->
                                "write it like 2001-01-31T13:05:00Z";
                        case Type _ -> "write it like 2001-01-31T13:05:00";
                    });
        }
        return parsed.orElse(null);
    }

    /** The nearest value of the type on the inner side of an excluded bound. */
    private @Nullable BigDecimal moved(@Nullable BigDecimal bound, int direction) {
        if (bound == null) {
            return null;
        }
        if (type == Type.DOUBLE) {
            double value = bound.doubleValue();
            return BigDecimal.valueOf(direction > 0 ? Math.nextUp(value) : Math.nextDown(value));
        }
        int scale = type instanceof DecimalType decimal ? decimal.scale() : 0;
        BigDecimal step = BigDecimal.ONE.movePointLeft(scale);
        // An excluded 0.5 leaves out no whole number, so the step must not leave out one more.
        boolean onGrid = bound.remainder(step).signum() == 0;
        return onGrid ? bound.add(direction > 0 ? step : step.negate()) : bound;
    }

    private void addLength(YamlValue options, @Nullable String name) {
        YamlValue minimum = options.at("minLength");
        YamlValue maximum = options.at("maxLength");
        if (!minimum.exists() && !maximum.exists()) {
            return;
        }
        int least = minimum.intOr(0);
        int most = maximum.intOr(Integer.MAX_VALUE);
        if (least > most) {
            problems.add(options.place(), "minLength is above maxLength: no value can pass");
        } else if (isText(minimum.exists() ? minimum : maximum)) {
            rules.add(new ColumnRule.Length(named(name, "length"), least, most));
        }
    }

    private void addPattern(YamlValue pattern, @Nullable String name) {
        if (!pattern.exists() || !isText(pattern)) {
            return;
        }
        try {
            rules.add(new ColumnRule.Matches(named(name, "pattern"), pattern.text()));
        } catch (PatternSyntaxException e) {
            problems.add(
                    pattern.place(),
                    "not a regular expression: " + e.getDescription(),
                    "the syntax is RE2's: no look-around, no back references");
        }
    }

    private void addValidValues(YamlValue values, @Nullable String name) {
        if (!values.exists()) {
            return;
        }
        String rule = named(name, "valid-values");
        if (type == Type.TEXT) {
            rules.add(new ColumnRule.OneOfTexts(rule, values.texts()));
        } else if (type == Type.INTEGER || type == Type.BIGINT) {
            rules.add(new ColumnRule.OneOfIntegers(rule, integers(values)));
        } else {
            problems.add(
                    values.placeOfKey(),
                    type.sqlName() + " takes no list of valid values",
                    "texts and whole numbers do");
        }
    }

    private List<Long> integers(YamlValue values) {
        List<Long> integers = new ArrayList<>();
        for (YamlValue item : values.items()) {
            if (item.node().canConvertToLong() && item.node().isIntegralNumber()) {
                integers.add(item.node().longValue());
            } else {
                problems.add(item.place(), "“" + item.written() + "” is not a whole number");
            }
        }
        return integers;
    }

    private boolean isText(YamlValue option) {
        if (type != Type.TEXT) {
            problems.add(option.placeOfKey(), "this rule is for TEXT, not for " + type.sqlName());
        }
        return type == Type.TEXT;
    }

    private static String named(@Nullable String name, String fallback) {
        return name == null ? fallback : name;
    }
}
