package dev.tidemill.node.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.definitions.feature.FeatureSource;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The features of some keys, all as of one tick. Immutable.
 *
 * <p>A feature whose source has no row for the key, or one older than the ttl, has its default; a
 * NULL of a row stays NULL; an expression that fails is NULL and told of.
 */
public final class FeatureAnswer {
    private final FeatureViewDefinition view;
    private final long tick;
    private final long nowMicros;
    private final Batch inputs;
    private final FeatureValues values;

    FeatureAnswer(
            FeatureViewDefinition view,
            long tick,
            long nowMicros,
            Batch inputs,
            FeatureValues values) {
        this.view = requireNonNull(view, "view");
        this.tick = tick;
        this.nowMicros = nowMicros;
        this.inputs = requireNonNull(inputs, "inputs");
        this.values = requireNonNull(values, "values");
    }

    public FeatureViewDefinition view() {
        return view;
    }

    /** The tick of all that is in the answer. */
    public long tick() {
        return tick;
    }

    /** That tick's time, by which ages are judged. Microseconds since 1970. */
    public long nowMicros() {
        return nowMicros;
    }

    /** What was asked: keys and values of the request, a row for each key. */
    public Batch inputs() {
        return inputs;
    }

    /** A row for each key, in the order in which they were asked. */
    public Batch features() {
        return values.features();
    }

    public int size() {
        return inputs.size();
    }

    /** A feature of the first key, in the form {@code Column.value} gives; null for NULL. */
    public @Nullable Object value(String feature) {
        return value(0, feature);
    }

    /** A feature of a key, in the form {@code Column.value} gives; null for NULL. */
    public @Nullable Object value(int row, String feature) {
        int position = values.features().schema().indexOf(feature);
        if (position < 0) {
            throw new IllegalArgumentException(view.id() + " has no feature " + feature);
        }
        return values.features().column(position).value(row);
    }

    public FeatureStatus status(int row, String source) {
        for (int i = 0; i < view.sources().size(); i++) {
            if (view.sources().get(i).name().equals(source)) {
                return values.statuses()[i][row];
            }
        }
        throw new IllegalArgumentException(view.id() + " has no source " + source);
    }

    /** The sources that had no row for a key, or none that counts, and why. */
    public Map<String, FeatureStatus> absent(int row) {
        Map<String, FeatureStatus> absent = new LinkedHashMap<>();
        List<FeatureSource> sources = view.sources();
        for (int i = 0; i < sources.size(); i++) {
            FeatureStatus status = values.statuses()[i][row];
            if (status != FeatureStatus.PRESENT) {
                absent.put(sources.get(i).name(), status);
            }
        }
        return absent;
    }

    /** The expressions that failed for a key, with what went wrong. */
    public Map<String, String> failures(int row) {
        Map<String, String> failures = new LinkedHashMap<>();
        for (FeatureValues.Failure failure : values.failures()) {
            if (failure.row() == row) {
                failures.put(failure.feature(), failure.code().code() + " " + failure.message());
            }
        }
        return failures;
    }
}
