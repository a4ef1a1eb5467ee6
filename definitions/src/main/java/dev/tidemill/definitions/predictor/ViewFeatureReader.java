package dev.tidemill.definitions.predictor;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.definitions.yaml.YamlValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads features of predictors that feature views say. That the row has the columns which ask the
 * view is checked when its table is planned.
 */
public final class ViewFeatureReader {
    private final Map<String, FeatureViewDefinition> views = new TreeMap<>();
    private final boolean areAll;
    private final Problems problems;

    /**
     * @param areAll whether these are all views that there are; otherwise nothing is said of others
     */
    public ViewFeatureReader(List<FeatureViewDefinition> views, boolean areAll, Problems problems) {
        views.forEach(view -> this.views.put(view.id(), view));
        this.areAll = areAll;
        this.problems = requireNonNull(problems, "problems");
    }

    /** Empty when there are problems, or the view has some. */
    Optional<ViewFeature> read(String name, YamlValue feature) {
        YamlValue reference = feature.at("view");
        FeatureViewDefinition view = views.get(reference.text());
        if (view == null) {
            if (areAll) {
                problems.add(
                        reference.place(),
                        "there is no feature view " + reference.text(),
                        hint(reference.text()));
            }
            return Optional.empty();
        }
        if (feature.at("column").exists()) {
            problems.add(
                    feature.at("column").placeOfKey(),
                    "a feature of a view is no column of the row",
                    "feature: says which of the view's features it is");
            return Optional.empty();
        }
        String wanted = feature.at("feature").textOr(name);
        if (view.features().indexOf(wanted) < 0) {
            problems.add(
                    (feature.at("feature").exists() ? feature.at("feature") : reference).place(),
                    "%s has no feature %s".formatted(view.id(), wanted),
                    orAll(wanted, view.features().names()));
            return Optional.empty();
        }
        return Optional.of(ViewFeature.of(view, wanted, key(feature.at("key"), view)));
    }

    /** A view is named with its version: another one would be another feature. */
    private String hint(String reference) {
        List<String> versions =
                views.values().stream()
                        .filter(view -> view.name().equals(reference))
                        .map(FeatureViewDefinition::id)
                        .toList();
        if (!versions.isEmpty()) {
            return "say which version: " + String.join(", ", versions);
        }
        return orAll(reference, List.copyOf(views.keySet()));
    }

    private static String orAll(String word, List<String> all) {
        String closest = ClosestWord.hint(word, all);
        return closest == null ? "there are " + all : closest;
    }

    private Map<String, String> key(YamlValue mapping, FeatureViewDefinition view) {
        Map<String, String> columns = new LinkedHashMap<>();
        mapping.entries()
                .forEach(
                        (input, column) -> {
                            if (view.inputs().indexOf(input) < 0) {
                                problems.add(
                                        column.placeOfKey(),
                                        "%s is not asked by %s".formatted(view.id(), input),
                                        orAll(input, view.inputs().names()));
                            }
                            columns.put(input, column.text());
                        });
        return columns;
    }

    /** What only features of views have. */
    void refuseWithoutView(YamlValue feature) {
        for (String word : List.of("feature", "key")) {
            if (feature.at(word).exists()) {
                problems.add(
                        feature.at(word).placeOfKey(),
                        "only a feature of a view has " + word + ":",
                        "view: NAME@VERSION");
            }
        }
    }
}
