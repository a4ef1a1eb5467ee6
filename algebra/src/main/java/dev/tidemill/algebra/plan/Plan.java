package dev.tidemill.algebra.plan;

import dev.tidemill.algebra.type.Schema;
import java.util.List;

/**
 * A relational plan over Z-sets. Nodes are immutable values; {@link PlanHash} names them and {@link
 * Traits} says what is known of their output.
 */
public sealed interface Plan
        permits Scan,
                Filter,
                TemporalFilter,
                Project,
                Aggregate,
                Join,
                AsofJoin,
                TopN,
                Over,
                TimeWindows,
                Unnest,
                Union,
                SetOperation,
                Values,
                FinalRows {
    Schema schema();

    List<Plan> inputs();

    /** The same node over other inputs, as many as {@link #inputs} gives. */
    Plan withInputs(List<Plan> inputs);

    /** The node alone, canonical and without column names; its inputs are not part of it. */
    String describe();

    /**
     * What the node is for {@link PlanHash}: what {@link #describe} says, and what it relies on.
     */
    default String identity() {
        return describe();
    }
}
