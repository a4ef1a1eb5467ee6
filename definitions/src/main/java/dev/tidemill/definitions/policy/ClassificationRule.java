package dev.tidemill.definitions.policy;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;

/**
 * How columns of a privacy class look, in whichever table they are. The first rule that is about a
 * user and a class decides.
 *
 * @param classification as contracts write it
 */
public record ClassificationRule(
        Place place, Subjects subjects, String classification, Treatment treatment) {
    /** What expressions call the column's value. */
    public static final String VALUE = "value";

    public ClassificationRule {
        requireNonNull(place, "place");
        requireNonNull(subjects, "subjects");
        requireNonNull(classification, "classification");
        requireNonNull(treatment, "treatment");
    }
}
