package dev.tidemill.node.audit;

import java.nio.file.Path;
import java.util.List;

/**
 * The log as it is at one moment.
 *
 * @param segments that there are, oldest first
 * @param first the number of the first entry that is kept
 * @param last the number of the last; below the first when there is none
 */
record AuditSpan(List<Path> segments, long first, long last) {
    AuditSpan {
        segments = List.copyOf(segments);
    }

    /** How many entries there are. */
    long entries() {
        return Math.max(0, last - first + 1);
    }
}
