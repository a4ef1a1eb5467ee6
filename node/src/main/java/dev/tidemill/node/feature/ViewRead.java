package dev.tidemill.node.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.feature.FeatureSource;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.node.definition.DefinitionsInForce;
import org.jspecify.annotations.Nullable;

/**
 * What a view says as of a tick, whether or not it is published: for what the mill itself does with
 * features. Sees all rows. Immutable, safe for all threads.
 */
public final class ViewRead {
    private final FeatureViewDefinition view;

    /** Null when a table does not run, or is not as the view wants it. */
    private final @Nullable ServedView served;

    private ViewRead(FeatureViewDefinition view, @Nullable ServedView served) {
        this.view = requireNonNull(view, "view");
        this.served = served;
    }

    /** A view over the tables of certain definitions. */
    public static ViewRead of(FeatureViewDefinition view, DefinitionsInForce.View definitions) {
        try {
            FeatureShape shape = new FeatureShape(view);
            return new ViewRead(view, ServedView.of(shape, FeatureDesk.tables(definitions)));
        } catch (TidemillException e) {
            return new ViewRead(view, null);
        }
    }

    /**
     * The features of some keys: those of the view, a row for each key. Null when a table that they
     * are taken from does not run.
     *
     * @param nowMicros the tick's time, by which rows are too old
     * @param inputs the keys and values of the request: {@link FeatureViewDefinition#inputs}
     */
    public @Nullable Batch features(CircuitSnapshot tick, long nowMicros, Batch inputs) {
        ServedView reading = served;
        if (reading == null) {
            return null;
        }
        for (FeatureSource source : view.sources()) {
            if (!tick.tables().contains(source.table())) {
                return null;
            }
        }
        return reading.values(tick, nowMicros, inputs).features();
    }
}
