package dev.tidemill.node.predict;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * An alias that names another model, or a model that could not be taken.
 *
 * @param number of the predictor's moves, from 1
 * @param from a version; 0 when it named none
 * @param to a version; 0 when it names none any more
 */
record AliasMove(long number, String alias, int from, int to, Change change) {
    AliasMove {
        requireNonNull(alias, "alias");
        requireNonNull(change, "change");
    }

    /** Who changes what is known of models, why, and in which tick. */
    record Change(String by, String why, long tick, long micros) {
        /** The rules in force decide it. */
        static final String RULE = "rule";

        /** The files say it. */
        static final String DEFINITION = "definition";

        Change {
            requireNonNull(by, "by");
            requireNonNull(why, "why");
        }

        Change because(String other) {
            return new Change(by, other, tick, micros);
        }
    }

    void write(ModelWriter out) {
        out.number(number).text(alias).number(from).number(to);
        out.text(change.by()).text(change.why()).number(change.tick()).number(change.micros());
    }

    static AliasMove read(ModelReader in) {
        return new AliasMove(
                in.whole(),
                in.text(),
                in.integer(),
                in.integer(),
                new Change(in.text(), in.text(), in.whole(), in.whole()));
    }
}
