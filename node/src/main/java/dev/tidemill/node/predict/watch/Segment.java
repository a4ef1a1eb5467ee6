package dev.tidemill.node.predict.watch;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * What some rows have in common: a value of a category, that they have none, or that theirs is none
 * of those that are kept.
 *
 * @param value empty unless it is one
 */
record Segment(String feature, Kind kind, String value) {
    /** What it stands for. */
    enum Kind {
        VALUE("value"),
        MISSING("missing"),
        REST("rest");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        private static Kind of(String word) {
            for (Kind each : values()) {
                if (each.word.equals(word)) {
                    return each;
                }
            }
            throw ModelReader.corrupt("a segment of kind " + word);
        }
    }

    Segment {
        requireNonNull(feature, "feature");
        requireNonNull(kind, "kind");
        requireNonNull(value, "value");
    }

    void write(ModelWriter out) {
        out.text(feature).text(kind.word()).text(value);
    }

    static Segment read(ModelReader in) {
        return new Segment(in.text(), Kind.of(in.text()), in.text());
    }
}
