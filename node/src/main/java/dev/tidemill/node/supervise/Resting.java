package dev.tidemill.node.supervise;

import java.util.List;

/**
 * What has failed and is tried again only when somebody asks: it failed by itself, and would do so
 * again. Safe for all threads.
 */
public interface Resting {
    /** How all of it is. */
    List<SupervisedReport> reports();

    /**
     * Has what has this name tried again, and says how it is then; empty when nothing of this name
     * rests.
     */
    List<SupervisedReport> restart(String name);
}
