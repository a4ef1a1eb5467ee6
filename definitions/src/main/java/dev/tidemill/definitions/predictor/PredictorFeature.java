package dev.tidemill.definitions.predictor;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is known of a row when it is decided upon.
 *
 * @param name by which the model knows it
 * @param column of the row; the view's feature when a view says it
 * @param isCategory whether its value is one of many names, and not a quantity
 * @param view what says it; null for the row itself
 */
public record PredictorFeature(
        String name, String column, boolean isCategory, @Nullable ViewFeature view) {
    // Spelled out, since a compact constructor's parameters lose their annotations.
    public PredictorFeature(
            String name, String column, boolean isCategory, @Nullable ViewFeature view) {
        this.name = requireNonNull(name, "name");
        this.column = requireNonNull(column, "column");
        this.isCategory = isCategory;
        this.view = view;
    }

    /** One that is a column of the row. */
    public PredictorFeature(String name, String column, boolean isCategory) {
        this(name, column, isCategory, null);
    }

    /** One that a view says. */
    public static PredictorFeature of(String name, boolean isCategory, ViewFeature view) {
        return new PredictorFeature(name, view.feature(), isCategory, view);
    }
}
