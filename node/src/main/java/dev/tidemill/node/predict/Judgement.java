package dev.tidemill.node.predict;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.predictor.Contest;
import dev.tidemill.definitions.predictor.PromotionRule;
import dev.tidemill.definitions.predictor.RollbackRule;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The rules of promotion and rollback, held to what was measured. */
final class Judgement {
    private final Contest contest;

    Judgement(Contest contest) {
        this.contest = requireNonNull(contest, "contest");
    }

    /**
     * What a promoted champion does wrong; null when nothing.
     *
     * @param loss of the champion since it is that
     * @param formerAhead the champion's loss less the former one's
     * @param silentMicros since it was promoted or measured last
     */
    @Nullable String fault(LossWindow loss, LossWindow formerAhead, long silentMicros) {
        RollbackRule rule = contest.rollback();
        if (rule == null) {
            return null;
        }
        if (rule.noLabelsFor() != null
                && silentMicros > TimeUnit.NANOSECONDS.toMicros(rule.noLabelsFor().toNanos())) {
            return "no label was measured for %s".formatted(rule.noLabelsFor());
        }
        if (rule.lossAbove() != null
                && loss.size() >= rule.labelsMin()
                && !(loss.mean() <= rule.lossAbove())) {
            return String.format(
                    Locale.ROOT,
                    "its loss over %d labels is %.6g, more than %s",
                    loss.size(),
                    loss.mean(),
                    rule.lossAbove());
        }
        if (rule.worseBy() != null
                && formerAhead.size() >= rule.labelsMin()
                && !(formerAhead.mean() - formerAhead.margin() <= rule.worseBy())) {
            return "the former champion was better " + measured(formerAhead);
        }
        return null;
    }

    /** The best of the challengers that are surely better than the champion; null when none is. */
    @Nullable Contender better(List<Contender> challengers) {
        PromotionRule rule = contest.promotion();
        Contender best = null;
        for (Contender each : challengers) {
            LossWindow ahead = each.ahead();
            if (each.isToBeLookedAt()
                    && rule != null
                    && !each.isBenched()
                    && ahead.total() >= rule.labelsMin()
                    && ahead.mean() - ahead.margin() > rule.betterBy()
                    && (best == null || ahead.mean() > best.ahead().mean())) {
                best = each;
            }
        }
        return best;
    }

    /** Why a challenger is promoted. */
    static String praise(LossWindow ahead) {
        return "it was better " + measured(ahead);
    }

    private static String measured(LossWindow ahead) {
        return String.format(
                Locale.ROOT,
                "by %.6g ± %.6g over %d labels",
                ahead.mean(),
                ahead.margin(),
                ahead.size());
    }
}
