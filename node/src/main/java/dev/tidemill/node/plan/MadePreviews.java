package dev.tidemill.node.plan;

import java.util.List;

/**
 * What trying definitions out has begun.
 *
 * @param tick from which on the previews are defined
 * @param previews those that were asked for; empty when no live table would change
 * @param notes what a person should know of them
 */
public record MadePreviews(long tick, List<PreviewState> previews, List<String> notes) {
    public MadePreviews {
        previews = List.copyOf(previews);
        notes = List.copyOf(notes);
    }
}
