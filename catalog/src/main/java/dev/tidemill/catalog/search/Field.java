package dev.tidemill.catalog.search;

import java.util.Locale;

/** Where a word stands in an entry; earlier ones count more. */
public enum Field {
    NAME(8),
    TAG(5),
    OWNER(5),
    COLUMN(4),
    DESCRIPTION(2),
    COLUMN_DESCRIPTION(1),
    CLASSIFICATION(1);

    private final double weight;

    Field(double weight) {
        this.weight = weight;
    }

    double weight() {
        return weight;
    }

    /** As people read it. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
