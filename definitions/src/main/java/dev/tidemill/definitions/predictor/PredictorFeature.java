package dev.tidemill.definitions.predictor;

import static java.util.Objects.requireNonNull;

/**
 * One thing that is known of a row when it is decided upon.
 *
 * @param name by which the model knows it
 * @param column of the row
 * @param isCategory whether its value is one of many names, and not a quantity
 */
public record PredictorFeature(String name, String column, boolean isCategory) {
    public PredictorFeature {
        requireNonNull(name, "name");
        requireNonNull(column, "column");
    }
}
