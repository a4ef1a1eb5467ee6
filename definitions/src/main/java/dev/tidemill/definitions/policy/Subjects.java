package dev.tidemill.definitions.policy;

import java.util.Collections;
import java.util.Set;

/** Whom a rule is about: everybody when it names nobody. */
public record Subjects(Set<String> users, Set<String> roles) {
    public Subjects {
        users = Set.copyOf(users);
        roles = Set.copyOf(roles);
    }

    /** Whether it is about a user with these roles. */
    public boolean include(String user, Set<String> userRoles) {
        return (users.isEmpty() && roles.isEmpty())
                || users.contains(user)
                || !Collections.disjoint(roles, userRoles);
    }
}
