package dev.tidemill.node.plan;

import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.predictor.PredictorDefinition;
import java.util.LinkedHashMap;
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
                                                        feature.column()))
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
        text.put(
                "label",
                "%s of %s by %s within %s"
                        .formatted(
                                predictor.label().value(),
                                predictor.label().table(),
                                predictor.label().key(),
                                predictor.label().within()));
        Map<String, Object> settings = new TreeMap<>(predictor.learner().numbers());
        text.put(
                "learner",
                predictor.learner().learner().word()
                        + " "
                        + predictor.learner().optimizer()
                        + (settings.isEmpty() ? "" : " " + settings));
        text.put(
                "limits",
                "pending %d, early-labels %d, kept %d, window %d"
                        .formatted(
                                predictor.bounds().pendingMax(),
                                predictor.bounds().earlyLabelsMax(),
                                predictor.bounds().keptMax(),
                                predictor.bounds().windowRows()));
        return text;
    }
}
