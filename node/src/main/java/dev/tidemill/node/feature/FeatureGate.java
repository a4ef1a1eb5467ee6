package dev.tidemill.node.feature;

import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.store.admission.Caller;

/** Who may read a feature view. Each read and each training set asks here, and nowhere else. */
@FunctionalInterface
public interface FeatureGate {
    /** Whoever may reach the mill reads all views. */
    FeatureGate OPEN = (_, _) -> {};

    /**
     * Returns when the caller may read the view.
     *
     * @throws dev.tidemill.algebra.error.TidemillException when they may not
     */
    void requireRead(Caller caller, FeatureViewDefinition view);
}
