package dev.tidemill.definitions.predictor;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is foretold of the rows that enter a table.
 *
 * @param on the event, keyed or live table
 * @param key its columns that tell its rows apart, with their types
 * @param classes the names that the target is one of; empty unless it is one of names
 * @param crosses pairs of categories, by name, that count as one more each
 * @param contest the models beside the one that its learner makes
 */
public record PredictorDefinition(
        String name,
        String file,
        @Nullable String description,
        String on,
        List<Field> key,
        List<PredictorFeature> features,
        List<List<String>> crosses,
        TargetKind target,
        List<String> classes,
        PredictorLabel label,
        LearnerSettings learner,
        PredictorBounds bounds,
        Contest contest,
        PredictorEvaluation evaluation) {
    public PredictorDefinition {
        requireNonNull(name, "name");
        requireNonNull(file, "file");
        requireNonNull(on, "on");
        key = List.copyOf(key);
        features = List.copyOf(features);
        crosses = crosses.stream().map(List::copyOf).toList();
        requireNonNull(target, "target");
        classes = List.copyOf(classes);
        requireNonNull(label, "label");
        requireNonNull(learner, "learner");
        requireNonNull(bounds, "bounds");
        requireNonNull(contest, "contest");
        requireNonNull(evaluation, "evaluation");
    }

    /** The table with what it has foretold. */
    public String predictionsTable() {
        return "tidemill.predictions_" + name;
    }
}
