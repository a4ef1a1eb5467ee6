package dev.tidemill.definitions.policy;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may do with some tables, and how they look. The first rule that is about a user and
 * a table decides alone.
 *
 * @param filter which rows are there; null for all
 * @param columns how columns look, by name; the others are as their classification says
 */
public record TableRule(
        Place place,
        Subjects subjects,
        NamePattern table,
        Set<Privilege> privileges,
        @Nullable RowSql filter,
        Map<String, Treatment> columns) {
    public TableRule {
        requireNonNull(place, "place");
        requireNonNull(subjects, "subjects");
        requireNonNull(table, "table");
        privileges = Set.copyOf(privileges);
        columns = Map.copyOf(columns);
    }
}
