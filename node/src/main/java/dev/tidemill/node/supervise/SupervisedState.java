package dev.tidemill.node.supervise;

import java.util.Locale;

/** What something that is supervised is doing. */
public enum SupervisedState {
    /** An attempt is under way and has not shown yet that it works. */
    STARTING,
    RUNNING,
    /** It failed and is tried again after a pause. */
    WAITING,
    /** It failed so often in a row that it is tried again only after a long pause. */
    BROKEN,
    /** It failed by itself, and is tried again only when somebody asks. */
    SUSPENDED,
    /** It has done all that there was to do. */
    ENDED;

    /** As the status shows it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
