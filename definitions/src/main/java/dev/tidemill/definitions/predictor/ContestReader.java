package dev.tidemill.definitions.predictor;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.yaml.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what a predictor's file says of other models than its own. Owned by one call. */
final class ContestReader {
    private static final int ROWS_DEFAULT = 100_000;
    private static final int ROWS_MIN_DEFAULT = 100;

    private final Function<YamlValue, LearnerSettings> learners;
    private final TargetKind target;
    private final Problems problems;

    /**
     * @param learners reads a learner, and says when it does not tell the target
     */
    ContestReader(
            Function<YamlValue, LearnerSettings> learners, TargetKind target, Problems problems) {
        this.learners = requireNonNull(learners, "learners");
        this.target = requireNonNull(target, "target");
        this.problems = requireNonNull(problems, "problems");
    }

    /**
     * @param own what the predictor itself learns with
     */
    Contest read(YamlValue top, LearnerSettings own) {
        refuseOfChoices(top);
        List<Challenger> challengers = challengers(top.at("challengers"));
        int window = top.at("compare").at("window").intOr(Contest.WINDOW_DEFAULT);
        RetrainingRule retraining = retraining(top.at("retrain"), own);
        double shares = challengers.stream().mapToDouble(Challenger::sharePercent).sum();
        shares += retraining == null ? 0 : retraining.sharePercent();
        if (shares > 100) {
            problems.add(
                    top.at(challengers.isEmpty() ? "retrain" : "challengers").place(),
                    "the shares are more than 100 percent together");
        }
        return new Contest(
                challengers,
                window,
                promotion(top.at("promote"), window),
                rollback(top.at("rollback"), window),
                retraining);
    }

    /** What another one would have chosen brought nothing, so none can be compared. */
    private void refuseOfChoices(YamlValue top) {
        for (String name : List.of("challengers", "promote", "rollback", "retrain")) {
            if (target == TargetKind.CHOICE && top.at(name).exists()) {
                problems.add(
                        top.at(name).place(),
                        "a predictor that chooses has one model, and no " + name);
            }
        }
    }

    private List<Challenger> challengers(YamlValue written) {
        List<Challenger> challengers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlValue each : written.items()) {
            String name = each.at("name").text();
            if (Contest.isReserved(name)) {
                problems.add(
                        each.at("name").place(),
                        name + " is what Tidemill calls a model of its own",
                        "any name but champion, former, base, retrained and imported");
            } else if (!names.add(name)) {
                problems.add(each.at("name").place(), "there are two challengers " + name);
            }
            challengers.add(new Challenger(name, learners.apply(each.at("learner")), share(each)));
        }
        return challengers;
    }

    private static double share(YamlValue of) {
        return of.at("share").doubleOr(0);
    }

    private @Nullable PromotionRule promotion(YamlValue promote, int window) {
        if (!promote.exists()) {
            return null;
        }
        return new PromotionRule(
                promote.at("better-by").doubleOr(0),
                Math.max(window, promote.at("at-least").intOr(window)));
    }

    private @Nullable RollbackRule rollback(YamlValue rollback, int window) {
        if (!rollback.exists()) {
            return null;
        }
        Duration noLabelsFor = duration(rollback.at("no-labels-for"));
        YamlValue lossAbove = rollback.at("loss-above");
        YamlValue worseBy = rollback.at("worse-by");
        if (noLabelsFor == null && !lossAbove.exists() && !worseBy.exists()) {
            problems.add(
                    rollback.place(),
                    "nothing rolls back",
                    "loss-above, worse-by or no-labels-for");
        }
        int labelsMin = rollback.at("at-least").intOr(Math.min(window, 100));
        if (labelsMin > window) {
            problems.add(
                    rollback.at("at-least").place(),
                    "the window has %d labels, and this is %d".formatted(window, labelsMin),
                    "compare: {window: %d}".formatted(labelsMin));
        }
        return new RollbackRule(
                lossAbove.exists() ? (Double) lossAbove.doubleOr(0) : null,
                worseBy.exists() ? (Double) worseBy.doubleOr(0) : null,
                labelsMin,
                noLabelsFor);
    }

    private @Nullable RetrainingRule retraining(YamlValue retrain, LearnerSettings own) {
        if (!retrain.exists()) {
            return null;
        }
        Duration every = duration(retrain.at("every"));
        boolean onDrift = retrain.at("on-drift").booleanOr(false);
        int rowsMax = retrain.at("from").intOr(ROWS_DEFAULT);
        int rowsMin = retrain.at("at-least").intOr(Math.min(rowsMax, ROWS_MIN_DEFAULT));
        if (rowsMin > rowsMax) {
            problems.add(
                    retrain.at("at-least").place(),
                    "it is trained from %d rows, and this is %d".formatted(rowsMax, rowsMin));
        }
        return new RetrainingRule(
                every,
                onDrift,
                rowsMax,
                rowsMin,
                retrain.at("epochs").intOr(1),
                retrain.at("learner").exists() ? learners.apply(retrain.at("learner")) : own,
                share(retrain));
    }

    /** Null when there is none. */
    private @Nullable Duration duration(YamlValue written) {
        if (!written.exists()) {
            return null;
        }
        Duration duration = written.durationOr(Duration.ofDays(1), problems);
        if (duration.isNegative() || duration.isZero()) {
            problems.add(written.place(), "this takes some time");
        }
        return duration;
    }
}
