package dev.tidemill.definitions.document;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.quality.QualityCheck;
import dev.tidemill.definitions.quality.ServiceLevel;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One contract document: an ODCS file, or what another form of schema was turned into.
 *
 * @param id the name that stays, whatever else changes
 * @param version free text, as 1.0.0
 */
public record Contract(String id, String version, List<Table> tables) {
    public Contract {
        requireNonNull(id, "id");
        requireNonNull(version, "version");
        tables = List.copyOf(tables);
    }

    /** What a document says of one table. */
    public record Table(TableContract rows, List<QualityCheck> checks, List<ServiceLevel> levels) {
        public Table {
            requireNonNull(rows, "rows");
            checks = List.copyOf(checks);
            levels = List.copyOf(levels);
        }

        public String name() {
            return rows.name();
        }

        /** By name, what each check demands, in words. */
        public Map<String, String> checkTexts() {
            Map<String, String> texts = new TreeMap<>();
            for (QualityCheck check : checks) {
                String unit = check.percent() ? " percent" : "";
                texts.put(
                        check.name(),
                        "%s %s%s, %s"
                                .formatted(
                                        check.measure(),
                                        check.expectation().text(),
                                        unit,
                                        check.onFailure()));
            }
            return Collections.unmodifiableMap(texts);
        }

        /** What is promised, by latency and freshness. */
        public Map<String, Duration> levelBounds() {
            Map<String, Duration> bounds = new TreeMap<>();
            for (ServiceLevel level : levels) {
                bounds.put(
                        switch (level) {
                            case ServiceLevel.Freshness _ -> "freshness";
                            case ServiceLevel.Latency _ -> "latency";
                        },
                        level.bound());
            }
            return Collections.unmodifiableMap(bounds);
        }
    }
}
