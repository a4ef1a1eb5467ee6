package dev.tidemill.definitions.contract;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.text.DurationText;
import dev.tidemill.definitions.yaml.YamlValue;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads how late a table's rows may come: the table's custom property {@code lateness} is about its
 * event time, a column's own about that column, and {@code idleTimeout} about all of them.
 */
record LatenessReader(Problems problems) {
    private static final String LATENESS = "lateness";
    private static final String IDLE = "idleTimeout";

    LatenessReader {
        requireNonNull(problems, "problems");
    }

    TableLateness read(
            YamlValue table,
            TableKind kind,
            Map<String, YamlValue> own,
            @Nullable String eventTime,
            List<ColumnContract> columns) {
        Map<String, Duration> late = new HashMap<>();
        YamlValue ofTable = own.get(LATENESS);
        if (ofTable != null && refuseOthers(ofTable, kind) && eventTime != null) {
            duration(ofTable).ifPresent(value -> late.put(eventTime, value));
        }
        for (YamlValue property : table.at("properties").items()) {
            YamlValue ofColumn = custom(property);
            if (ofColumn != null && refuseOthers(ofColumn, kind)) {
                ofColumn(property, ofColumn, columns, late);
            }
        }
        return new TableLateness(late, idle(own.get(IDLE)));
    }

    private static @Nullable YamlValue custom(YamlValue property) {
        return property.at("customProperties").items().stream()
                .filter(custom -> custom.at("property").text().equals(LATENESS))
                .map(custom -> custom.at("value"))
                .findFirst()
                .orElse(null);
    }

    /** A change of another table takes an old row back, however old that is. */
    private boolean refuseOthers(YamlValue value, TableKind kind) {
        if (kind != TableKind.EVENT) {
            problems.add(
                    value.place(),
                    "a " + kind.name().toLowerCase(Locale.ROOT) + " table has no lateness",
                    "its rows may change at any time; lateness is for event tables");
        }
        return kind == TableKind.EVENT;
    }

    private void ofColumn(
            YamlValue property,
            YamlValue value,
            List<ColumnContract> columns,
            Map<String, Duration> late) {
        String name = property.at("name").text();
        boolean isTime =
                columns.stream().anyMatch(c -> c.name().equals(name) && c.type().isTimestamp());
        if (!isTime) {
            problems.add(
                    value.place(),
                    "the column " + name + " is no timestamp, so it has no lateness",
                    "make it a TIMESTAMP or TIMESTAMPTZ");
        } else {
            duration(value).ifPresent(duration -> late.put(name, duration));
        }
    }

    private Duration idle(@Nullable YamlValue value) {
        if (value == null) {
            return TableLateness.IDLE_DEFAULT;
        }
        Optional<Duration> idle = duration(value);
        if (idle.isPresent() && idle.get().isZero()) {
            problems.add(value.place(), "a source is not idle at once", DurationText.HINT);
        }
        return idle.filter(duration -> !duration.isZero()).orElse(TableLateness.IDLE_DEFAULT);
    }

    private Optional<Duration> duration(YamlValue value) {
        Optional<Duration> parsed = DurationText.parse(value.text());
        if (parsed.isEmpty()) {
            problems.add(
                    value.place(),
                    "“" + value.written() + "” is not a duration",
                    DurationText.HINT);
        }
        return parsed;
    }
}
