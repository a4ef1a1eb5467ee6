package dev.tidemill.node.plan;

import java.util.List;

/** What becomes of one definition. */
public enum PlanAction {
    CREATE,
    /** It changes where it is: nothing is built. */
    UPDATE,
    /** The new one is built before the old one goes. */
    REPLACE,
    DELETE,
    NOTHING;

    /** As plans in JSON say it. */
    public List<String> words() {
        return switch (this) {
            case CREATE -> List.of("create");
            case UPDATE -> List.of("update");
            case REPLACE -> List.of("create", "delete");
            case DELETE -> List.of("delete");
            case NOTHING -> List.of("no-op");
        };
    }
}
