package dev.tidemill.catalog;

/** What an entry of the catalog is. */
public enum EntryKind {
    SOURCE("source"),
    EVENT("event table"),
    KEYED("keyed table"),
    LIVE("live table"),
    FEATURE_VIEW("feature view"),
    PREDICTOR("predictor"),
    ACTION("action");

    private final String words;

    EntryKind(String words) {
        this.words = words;
    }

    /** As people read it. */
    public String words() {
        return words;
    }

    public boolean isTable() {
        return switch (this) {
            case EVENT, KEYED, LIVE -> true;
            case SOURCE, FEATURE_VIEW, PREDICTOR, ACTION -> false;
        };
    }
}
