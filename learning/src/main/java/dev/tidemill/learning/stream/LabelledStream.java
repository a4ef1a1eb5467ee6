package dev.tidemill.learning.stream;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;

/** Rows without end, each with its class. The same seed gives the same rows. */
public interface LabelledStream {
    FeatureSpace space();

    int classes();

    /** Fills in the next row; returns its label. */
    int next(FeatureVector row);
}
