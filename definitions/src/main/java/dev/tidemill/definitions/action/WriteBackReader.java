package dev.tidemill.definitions.action;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableKind;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.definitions.yaml.YamlValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what an action writes to a table. Owned by one reading. */
final class WriteBackReader {
    private final Map<String, TableContract> contracts;
    private final Set<String> unread;
    private final Problems problems;

    WriteBackReader(Map<String, TableContract> contracts, Set<String> unread, Problems problems) {
        this.contracts = Map.copyOf(contracts);
        this.unread = Set.copyOf(unread);
        this.problems = requireNonNull(problems, "problems");
    }

    /** Null when the action writes nothing, or what is wrong with its table is told elsewhere. */
    @Nullable WriteBack read(YamlValue write) {
        if (!write.exists()) {
            return null;
        }
        BodyTemplate row = new BodyReader(false, problems).read(write.at("row"));
        YamlValue table = write.at("table");
        TableContract contract = contracts.get(table.text());
        if (row == null || (contract == null && unread.contains(table.text()))) {
            return null;
        }
        if (contract == null || contract.kind() != TableKind.KEYED) {
            problems.add(
                    table.place(),
                    "an action writes to a keyed table, " + table.text() + " is none",
                    ClosestWord.hint(table.text(), contracts.keySet()));
        } else {
            checkColumns(write.at("row"), contract);
        }
        return new WriteBack(
                table.text(),
                row,
                write.at("left").textOr("keep").equals("delete"),
                write.at("cycle").textOr("refuse").equals("allow"),
                write.at("depth").intOr(WriteBack.DEPTH_MAX_DEFAULT));
    }

    private void checkColumns(YamlValue row, TableContract table) {
        Set<String> given = row.entries().keySet();
        List<String> columns = table.columns().stream().map(ColumnContract::name).toList();
        row.entries()
                .forEach(
                        (name, value) -> {
                            if (!columns.contains(name)) {
                                problems.add(
                                        value.placeOfKey(),
                                        table.name() + " has no column " + name,
                                        ClosestWord.hint(name, columns));
                            }
                        });
        for (ColumnContract column : table.columns()) {
            boolean needed = column.required() || table.key().contains(column.name());
            if (needed && !given.contains(column.name())) {
                problems.add(
                        row.place(),
                        "the row gives no value to the required column " + column.name());
            }
        }
    }
}
