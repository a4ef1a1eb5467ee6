package dev.tidemill.node.plan;

import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.feature.Feature;
import dev.tidemill.definitions.feature.FeatureSource;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.predictor.Contest;
import dev.tidemill.definitions.predictor.LearnerSettings;
import dev.tidemill.definitions.predictor.PredictorDefinition;
import dev.tidemill.definitions.predictor.PredictorFeature;
import dev.tidemill.definitions.predictor.PromotionRule;
import dev.tidemill.definitions.predictor.RetrainingRule;
import dev.tidemill.definitions.predictor.RollbackRule;
import dev.tidemill.definitions.predictor.TargetKind;
import dev.tidemill.definitions.predictor.ViewFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Predictors as plans show them. */
final class PredictorText {
    private PredictorText() {}

    static Map<String, Map<String, Object>> of(Project project) {
        Map<String, Map<String, Object>> texts = new TreeMap<>();
        project.predictors().forEach(each -> texts.put(each.name(), of(each)));
        return texts;
    }

    private static Map<String, Object> of(PredictorDefinition predictor) {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("on", predictor.on());
        text.put(
                "key",
                predictor.key().stream()
                        .map(key -> key.name() + " " + key.type().sqlName())
                        .toList());
        text.put(
                "features",
                predictor.features().stream()
                        .map(
                                feature ->
                                        "%s %s of %s"
                                                .formatted(
                                                        feature.isCategory()
                                                                ? "category"
                                                                : "number",
                                                        feature.name(),
                                                        source(feature)))
                        .toList());
        if (!predictor.crosses().isEmpty()) {
            text.put(
                    "crosses",
                    predictor.crosses().stream().map(c -> String.join(" × ", c)).toList());
        }
        text.put(
                "target",
                predictor.target().name().toLowerCase(Locale.ROOT)
                        + (predictor.classes().isEmpty() ? "" : " " + predictor.classes()));
        Double missing = predictor.label().missing();
        text.put(
                predictor.target() == TargetKind.CHOICE ? "reward" : "label",
                "%s of %s by %s within %s%s"
                        .formatted(
                                predictor.label().value(),
                                predictor.label().table(),
                                predictor.label().key(),
                                predictor.label().within(),
                                missing == null ? "" : ", else " + missing));
        text.put("learner", learner(predictor.learner()));
        text.put(
                "limits",
                "pending %d, early-labels %d, kept %d, window %d"
                        .formatted(
                                predictor.bounds().pendingMax(),
                                predictor.bounds().earlyLabelsMax(),
                                predictor.bounds().keptMax(),
                                predictor.bounds().windowRows()));
        text.put(
                "evaluation",
                "window %s, windows %d, segments %s of %d, shift %s of %d rows"
                        .formatted(
                                predictor.evaluation().window(),
                                predictor.evaluation().windowsMax(),
                                predictor.evaluation().segments(),
                                predictor.evaluation().segmentsMax(),
                                predictor.evaluation().shiftAbove(),
                                predictor.evaluation().shiftRows()));
        addContest(predictor.contest(), text);
        return text;
    }

    private static void addContest(Contest contest, Map<String, Object> text) {
        if (!contest.challengers().isEmpty()) {
            text.put(
                    "challengers",
                    contest.challengers().stream()
                            .map(
                                    each ->
                                            "%s, %s percent: %s"
                                                    .formatted(
                                                            each.name(),
                                                            each.sharePercent(),
                                                            learner(each.learner())))
                            .toList());
        }
        if (!contest.equals(Contest.NONE)) {
            text.put("compare", "window %d".formatted(contest.windowLabels()));
        }
        PromotionRule promotion = contest.promotion();
        if (promotion != null) {
            text.put(
                    "promote",
                    "better by %s, at least %d"
                            .formatted(promotion.betterBy(), promotion.labelsMin()));
        }
        RollbackRule rollback = contest.rollback();
        if (rollback != null) {
            text.put(
                    "rollback",
                    "loss above %s, worse by %s, at least %d, no labels for %s"
                            .formatted(
                                    rollback.lossAbove(),
                                    rollback.worseBy(),
                                    rollback.labelsMin(),
                                    rollback.noLabelsFor()));
        }
        RetrainingRule retraining = contest.retraining();
        if (retraining != null) {
            text.put(
                    "retrain",
                    "every %s, on drift %s, from %d to %d, epochs %d, %s percent: %s"
                            .formatted(
                                    retraining.every(),
                                    retraining.onDrift(),
                                    retraining.rowsMin(),
                                    retraining.rowsMax(),
                                    retraining.epochs(),
                                    retraining.sharePercent(),
                                    learner(retraining.learner())));
        }
    }

    private static String learner(LearnerSettings learner) {
        Map<String, Object> settings = new TreeMap<>(learner.numbers());
        return learner.learner().word()
                + " "
                + learner.optimizer()
                + (settings.isEmpty() ? "" : " " + settings);
    }

    private static String source(PredictorFeature feature) {
        ViewFeature view = feature.view();
        return view == null
                ? feature.column()
                : "%s of %s by %s: %s%s"
                        .formatted(
                                view.feature(),
                                view.view().id(),
                                view.key(),
                                said(view.view()),
                                view.view().ttl() == null ? "" : " within " + view.view().ttl());
    }

    /** What the view has it from, as far as that decides its values. */
    private static String said(FeatureViewDefinition view) {
        List<String> parts = new ArrayList<>();
        view.onDemand().forEach(each -> parts.add(each.sql().strip()));
        for (FeatureSource source : view.sources()) {
            for (Feature each : source.features()) {
                parts.add(
                        "%s.%s by %s%s"
                                .formatted(
                                        source.table(),
                                        each.column(),
                                        source.key(),
                                        each.fallback() == null ? "" : " or " + each.fallback()));
            }
        }
        return String.join("; ", parts);
    }
}
