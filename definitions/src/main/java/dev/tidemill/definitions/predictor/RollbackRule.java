package dev.tidemill.definitions.predictor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a champion that was promoted gives its place back by itself. It is looked at after each
 * tick, as long as the former champion is there.
 *
 * @param lossAbove its mean loss over the window may not be more; null when that is no rule
 * @param worseBy nor may it be more than the former one's by this, at the lower end of the
 *     interval; null when that is no rule
 * @param labelsMin measured since it was promoted, before these two are looked at
 * @param noLabelsFor so long without a measured label gives the place back too; null when that is
 *     no rule
 */
public record RollbackRule(
        @Nullable Double lossAbove,
        @Nullable Double worseBy,
        int labelsMin,
        @Nullable Duration noLabelsFor) {}
