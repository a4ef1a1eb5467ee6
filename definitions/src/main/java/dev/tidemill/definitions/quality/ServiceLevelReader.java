package dev.tidemill.definitions.quality;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.definitions.text.DurationText;
import dev.tidemill.definitions.yaml.YamlFile;
import dev.tidemill.definitions.yaml.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the {@code slaProperties} of a contract that Tidemill measures: latency and freshness.
 * Others are left to other tools. Owned by one call.
 */
public final class ServiceLevelReader {
    private final List<TableContract> tables;
    private final Problems problems;

    private ServiceLevelReader(List<TableContract> tables, Problems problems) {
        this.tables = List.copyOf(tables);
        this.problems = requireNonNull(problems, "problems");
    }

    /**
     * The promises without problems that are measured.
     *
     * @param tables the contract's tables that have no problems
     */
    public static List<ServiceLevel> read(
            YamlFile contract, List<TableContract> tables, Problems problems) {
        var reader = new ServiceLevelReader(tables, problems);
        List<ServiceLevel> levels = new ArrayList<>();
        for (YamlValue promise : contract.top().at("slaProperties").items()) {
            String property = promise.at("property").text();
            if (property.equals(ServiceLevel.LATENCY) || property.equals(ServiceLevel.FRESHNESS)) {
                reader.read(promise, property.equals(ServiceLevel.FRESHNESS), levels);
            }
        }
        return levels;
    }

    private void read(YamlValue promise, boolean freshness, List<ServiceLevel> levels) {
        Optional<Duration> bound = bound(promise);
        if (bound.isEmpty()) {
            return;
        }
        for (TableContract table : meant(promise)) {
            if (levels.stream().anyMatch(level -> isSame(level, table, freshness))) {
                problems.add(
                        promise.place(),
                        "a second promise of "
                                + (freshness ? ServiceLevel.FRESHNESS : ServiceLevel.LATENCY)
                                + " for "
                                + table.name());
                continue;
            }
            if (!freshness) {
                levels.add(new ServiceLevel.Latency(table.name(), bound.get(), promise.place()));
            } else if (table.eventTime() != null) {
                levels.add(
                        new ServiceLevel.Freshness(
                                table.name(), table.eventTime(), bound.get(), promise.place()));
            } else {
                problems.add(
                        promise.place(),
                        table.name() + " has no event time, so nobody knows how fresh it is",
                        "name its column in the custom property eventTime");
            }
        }
    }

    private static boolean isSame(ServiceLevel level, TableContract table, boolean freshness) {
        return level.table().equals(table.name())
                && freshness == level instanceof ServiceLevel.Freshness;
    }

    /** {@code value: 5} with {@code unit: m}, or both in the value. */
    private Optional<Duration> bound(YamlValue promise) {
        YamlValue value = promise.at("value");
        String text = value.text() + promise.at("unit").textOr("");
        Optional<Duration> bound = DurationText.parse(text).filter(duration -> !duration.isZero());
        if (bound.isEmpty()) {
            problems.add(
                    value.place(),
                    "“" + text + "” is not a duration",
                    "a whole number as value, and ms, s, m, h or d as unit");
        }
        return bound;
    }

    private List<TableContract> meant(YamlValue promise) {
        YamlValue element = promise.at("element");
        if (!element.exists()) {
            return tables;
        }
        List<TableContract> meant = new ArrayList<>();
        for (String name : element.text().split("\\s*,\\s*", -1)) {
            String table = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
            tables.stream().filter(each -> each.name().equals(table)).forEach(meant::add);
        }
        if (meant.isEmpty()) {
            problems.add(
                    element.place(),
                    "the contract has no table " + element.text(),
                    ClosestWord.hint(
                            element.text(), tables.stream().map(TableContract::name).toList()));
        }
        return meant;
    }
}
