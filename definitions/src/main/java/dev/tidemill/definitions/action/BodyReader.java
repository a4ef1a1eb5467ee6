package dev.tidemill.definitions.action;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.definitions.yaml.YamlValue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads templates of bodies and rows. Owned by one reading. */
final class BodyReader {
    private static final Set<String> OF_ALL =
            Set.of("action", "table", "transition", "tick", "now", "key");
    private static final Set<String> OF_ROWS = Set.of("row", "old");
    private static final Set<String> OF_GROUPS = Set.of("rows", "group", "count");
    private static final Set<String> WITH_COLUMNS = Set.of("row", "old", "group");

    private final boolean grouped;
    private final Problems problems;

    /**
     * @param grouped whether a request tells of several rows
     */
    BodyReader(boolean grouped, Problems problems) {
        this.grouped = grouped;
        this.problems = requireNonNull(problems, "problems");
    }

    /** The template; null when there is none. What is wrong with it is told. */
    @Nullable BodyTemplate read(YamlValue body) {
        if (!body.exists()) {
            return null;
        }
        check(body);
        return BodyTemplate.of(body.node().toString());
    }

    private void check(YamlValue value) {
        value.items().forEach(this::check);
        value.entries().values().forEach(this::check);
        if (!value.node().isTextual()) {
            return;
        }
        String text = value.text();
        BodyTemplate.of(value.node().toString())
                .references()
                .forEach(reference -> check(reference, value));
        if (BodyTemplate.hasStrayBraces(text)) {
            problems.add(
                    value.place(),
                    "“" + text + "” has braces that are no reference",
                    "write it like {{row.COLUMN}}, {{key}} or {{now}}");
        }
    }

    private void check(BodyTemplate.Reference reference, YamlValue value) {
        Set<String> others = grouped ? OF_GROUPS : OF_ROWS;
        boolean known = OF_ALL.contains(reference.part()) || others.contains(reference.part());
        if (!known) {
            String hint =
                    ClosestWord.to(reference.part(), others)
                            .map(near -> "did you mean " + near + "?")
                            .orElse(
                                    grouped
                                            ? "a group has rows, group.COLUMN, count, key and now"
                                            : "there are row, old, key, transition, tick and now");
            problems.add(value.place(), "{{" + reference + "}} stands for nothing here", hint);
        } else if (reference.column() != null && !WITH_COLUMNS.contains(reference.part())) {
            problems.add(
                    value.place(), reference.part() + " has no columns", "{{row.COLUMN}} is one");
        }
    }
}
