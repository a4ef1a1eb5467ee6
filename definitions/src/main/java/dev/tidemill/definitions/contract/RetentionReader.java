package dev.tidemill.definitions.contract;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.text.DurationText;
import dev.tidemill.definitions.yaml.YamlValue;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a table's custom properties {@code retention} and {@code retentionRows}. */
record RetentionReader(Problems problems) {
    private static final String AGE = "retention";
    private static final String ROWS = "retentionRows";

    RetentionReader {
        requireNonNull(problems, "problems");
    }

    TableRetention read(TableKind kind, Map<String, YamlValue> own, @Nullable String eventTime) {
        YamlValue age = own.get(AGE);
        YamlValue rows = own.get(ROWS);
        for (YamlValue value : new YamlValue[] {age, rows}) {
            if (value != null && kind != TableKind.EVENT) {
                problems.add(
                        value.place(),
                        "a " + kind.name().toLowerCase(Locale.ROOT) + " table has no retention",
                        kind == TableKind.KEYED
                                ? "delete its rows by key; retention is for event tables"
                                : "its rows go when those that its query reads do");
                return TableRetention.FOREVER;
            }
        }
        return new TableRetention(
                age == null ? null : age(age, eventTime).orElse(null),
                rows == null ? Long.MAX_VALUE : rows(rows));
    }

    private Optional<Duration> age(YamlValue value, @Nullable String eventTime) {
        Optional<Duration> parsed =
                DurationText.parse(value.text()).filter(duration -> !duration.isZero());
        if (parsed.isEmpty()) {
            problems.add(
                    value.place(),
                    "“" + value.written() + "” is not how long rows are kept",
                    DurationText.HINT);
        } else if (eventTime == null) {
            problems.add(
                    value.place(),
                    "the table has no event time, so its rows have no age",
                    "name a column in eventTime, or use retentionRows");
        }
        return parsed;
    }

    private long rows(YamlValue value) {
        long rows = value.node().isIntegralNumber() ? value.node().asLong() : 0;
        if (rows < 1) {
            problems.add(
                    value.place(),
                    "“" + value.written() + "” is not a number of rows",
                    "a whole number of at least 1");
            return Long.MAX_VALUE;
        }
        return rows;
    }
}
