package dev.tidemill.journal;

import java.util.List;

/**
 * All that a journal had acknowledged at one moment.
 *
 * @param lastTick the last tick in it; 0 when there is none
 * @param parts oldest first
 */
public record SealedParts(long lastTick, List<SealedPart> parts) {
    public SealedParts {
        parts = List.copyOf(parts);
    }
}
