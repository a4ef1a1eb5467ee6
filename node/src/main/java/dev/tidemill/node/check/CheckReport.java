package dev.tidemill.node.check;

import java.util.List;

/**
 * What a check found.
 *
 * @param tick the tick a mill would open the folder at; 0 when that is not known
 */
public record CheckReport(long tick, List<CheckedPart> parts) {
    public CheckReport {
        parts = List.copyOf(parts);
    }

    public boolean isWhole() {
        return parts.stream().allMatch(part -> part.state() == CheckedPart.State.WHOLE);
    }
}
