package dev.tidemill.definitions.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All policies of a project, the rules in the order in which they are asked: by their files' names,
 * and in a file from top to bottom. Immutable.
 *
 * @param inForce whether there is any policy file; when there is none, everybody may do everything
 *     that the scopes allow, and when there is one, nobody may do what no rule grants
 * @param roles the users of each role
 */
public record Policies(
        boolean inForce,
        Map<String, Set<String>> roles,
        List<TableRule> tables,
        List<ClassificationRule> classifications) {
    /** The role of all who come by a token of an application's end user. */
    public static final String END_USER = "end-user";

    /** No policy file. */
    public static final Policies NONE = new Policies(false, Map.of(), List.of(), List.of());

    public Policies {
        roles =
                roles.entrySet().stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        Map.Entry::getKey, role -> Set.copyOf(role.getValue())));
        tables = List.copyOf(tables);
        classifications = List.copyOf(classifications);
    }

    /** The roles that policies give a user. */
    public Set<String> rolesOf(String user) {
        return roles.entrySet().stream()
                .filter(role -> role.getValue().contains(user))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** The rule that decides about a user and a table. */
    public Optional<TableRule> tableRule(String user, Set<String> userRoles, String table) {
        return tables.stream()
                .filter(rule -> rule.table().matches(table))
                .filter(rule -> rule.subjects().include(user, userRoles))
                .findFirst();
    }

    /** The rule that decides about a user and a privacy class. */
    public Optional<ClassificationRule> classificationRule(
            String user, Set<String> userRoles, String classification) {
        return classifications.stream()
                .filter(rule -> rule.classification().equals(classification))
                .filter(rule -> rule.subjects().include(user, userRoles))
                .findFirst();
    }

    /**
     * What the rules say, a line each in the order in which they are asked: equal rules, equal
     * lines.
     */
    public Map<String, List<String>> texts() {
        Map<String, List<String>> texts = new TreeMap<>();
        roles.forEach(
                (role, users) -> texts.put("role " + role, List.copyOf(new TreeSet<>(users))));
        texts.put("tables", tables.stream().map(Policies::text).toList());
        texts.put("classifications", classifications.stream().map(Policies::text).toList());
        return texts;
    }

    private static String text(TableRule rule) {
        StringBuilder text = new StringBuilder(text(rule.subjects()));
        text.append(" may ")
                .append(new TreeSet<>(rule.privileges()).stream().map(Privilege::word).toList())
                .append(" on ")
                .append(rule.table().text());
        if (rule.filter() != null) {
            text.append(" where ").append(rule.filter().sql());
        }
        new TreeMap<>(rule.columns())
                .forEach(
                        (column, treatment) ->
                                text.append("; ")
                                        .append(column)
                                        .append(": ")
                                        .append(text(treatment)));
        return text.toString();
    }

    private static String text(ClassificationRule rule) {
        return text(rule.subjects())
                + " see "
                + rule.classification()
                + ": "
                + text(rule.treatment());
    }

    private static String text(Subjects subjects) {
        return subjects.users().isEmpty() && subjects.roles().isEmpty()
                ? "all"
                : "users "
                        + new TreeSet<>(subjects.users())
                        + " and roles "
                        + new TreeSet<>(subjects.roles());
    }

    private static String text(Treatment treatment) {
        return switch (treatment) {
            case Treatment.Shown _ -> "shown";
            case Treatment.Hidden _ -> "hidden";
            case Treatment.Blank _ -> "null";
            case Treatment.Hashed _ -> "hash";
            case Treatment.Computed computed -> computed.value().sql();
        };
    }
}
