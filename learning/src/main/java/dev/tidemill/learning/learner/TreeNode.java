package dev.tidemill.learning.learner;

import dev.tidemill.learning.drift.Adwin;
import dev.tidemill.learning.feature.FeatureVector;
import org.jspecify.annotations.Nullable;

/** A node of a Hoeffding tree. */
sealed interface TreeNode permits LeafNode, SplitNode {
    /** The leaf that a row falls into. */
    LeafNode leaf(FeatureVector row);

    /** Its errors lately; null in a tree that does not watch them. */
    @Nullable Adwin errors();
}
