package dev.tidemill.node.predict.watch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row that was foretold of.
 *
 * @param micros when it was due
 * @param features in the order of the predictor's: a Double, a String or null
 */
public record Decided(long micros, int modelVersion, List<@Nullable Object> features) {
    public Decided {
        features = Collections.unmodifiableList(new ArrayList<>(features));
    }
}
