package dev.tidemill.definitions.predictor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands beside a predictor's champion, and what makes another model the champion.
 *
 * @param windowLabels the newest labels over which models are compared
 * @param promotion null when a model is promoted by hand only
 * @param rollback null when one is rolled back by hand only
 * @param retraining null when none is trained anew
 */
public record Contest(
        List<Challenger> challengers,
        int windowLabels,
        @Nullable PromotionRule promotion,
        @Nullable RollbackRule rollback,
        @Nullable RetrainingRule retraining) {
    public static final int WINDOW_DEFAULT = 1_000;

    /** A champion alone. */
    public static final Contest NONE = new Contest(List.of(), WINDOW_DEFAULT, null, null, null);

    /** The alias of the model that answers. */
    public static final String CHAMPION = "champion";

    /** The alias of the one that answered before, and would again after a rollback. */
    public static final String FORMER = "former";

    /** The name of the model that the predictor's own learner makes. */
    public static final String BASE = "base";

    /** The name of the model that was trained anew. */
    public static final String RETRAINED = "retrained";

    /** The name of a model from a file, unless another is given. */
    public static final String IMPORTED = "imported";

    public Contest {
        challengers = List.copyOf(challengers);
    }

    /** Whether a name means something by itself, so that no challenger of a file has it. */
    public static boolean isReserved(String name) {
        return switch (name) {
            case CHAMPION, FORMER, BASE, RETRAINED, IMPORTED -> true;
            default -> false;
        };
    }
}
