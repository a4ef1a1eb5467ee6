package dev.tidemill.definitions;

import dev.tidemill.definitions.contract.ContractReader;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableKind;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.quality.CheckTables;
import dev.tidemill.definitions.quality.QualityCheck;
import dev.tidemill.definitions.quality.QualityReader;
import dev.tidemill.definitions.quality.ServiceLevel;
import dev.tidemill.definitions.quality.ServiceLevelReader;
import dev.tidemill.definitions.yaml.YamlFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the contract files of one project say together. Filled and owned by one reading. */
final class ContractSet {
    private final Map<String, TableContract> tables = new LinkedHashMap<>();
    private final List<TableContract> live = new ArrayList<>();
    private final List<QualityCheck> checks = new ArrayList<>();
    private final List<ServiceLevel> levels = new ArrayList<>();

    /** The contracts of a file that have no problems. */
    List<TableContract> add(YamlFile file, Problems problems) {
        List<TableContract> read = ContractReader.read(file, problems);
        for (TableContract table : read) {
            if (table.kind() == TableKind.LIVE) {
                live.add(table);
            } else {
                tables.put(table.name(), table);
            }
        }
        checks.addAll(QualityReader.read(file, read, problems));
        levels.addAll(ServiceLevelReader.read(file, read, problems));
        return read;
    }

    /** Those of the tables that rows come into, by name. */
    Map<String, TableContract> tables() {
        return tables;
    }

    List<TableContract> live() {
        return live;
    }

    List<QualityCheck> checks() {
        return checks;
    }

    List<ServiceLevel> levels() {
        return levels;
    }

    /** The live tables that keep the checks; none when there are no checks. */
    List<LiveTableDefinition> checkTables() {
        List<LiveTableDefinition> made = new ArrayList<>();
        new CheckTables(checks, levels)
                .sqls()
                .forEach(
                        (name, sql) ->
                                made.add(
                                        new LiveTableDefinition(
                                                name, sql, 1, "contracts", describe(name))));
        return made;
    }

    private static String describe(String name) {
        return switch (name) {
            case CheckTables.CHECKS -> "How each check of the contracts stands.";
            case CheckTables.ALERTS -> "The checks that fail and are to be told of.";
            default -> "Rows at fault of a check, once for each check.";
        };
    }
}
