package dev.tidemill.definitions.predictor;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.contract.TypeNames;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.definitions.yaml.YamlFile;
import dev.tidemill.definitions.yaml.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads one file of a predictor whose schema was checked. What the columns of its tables are is
 * checked when these are planned. Owned by one call.
 */
public final class PredictorReader {
    /** Together with crosses; a row's work grows with them. */
    private static final int FEATURES_MAX = 1024;

    /** Numbers and slots that a bandit sees of a row; the learning room's bound. */
    private static final int BANDIT_LENGTH_MAX = 512;

    private static final Set<Type> KEY_TYPES = Set.of(Type.TEXT, Type.INTEGER, Type.BIGINT);

    /** The learners' settings that are numbers, with who has them. */
    private static final Map<String, Set<LearnerName>> SETTINGS =
            Map.ofEntries(
                    Map.entry("rate", Set.of(LearnerName.LOGISTIC, LearnerName.LINEAR)),
                    Map.entry("decay", Set.of(LearnerName.LOGISTIC, LearnerName.LINEAR)),
                    Map.entry(
                            "alpha",
                            Set.of(LearnerName.LOGISTIC, LearnerName.LINEAR, LearnerName.UCB)),
                    Map.entry(
                            "ridge",
                            Set.of(
                                    LearnerName.THOMPSON,
                                    LearnerName.UCB,
                                    LearnerName.EPSILON_GREEDY)),
                    Map.entry("spread", Set.of(LearnerName.THOMPSON)),
                    Map.entry("epsilon", Set.of(LearnerName.EPSILON_GREEDY)),
                    Map.entry("beta", Set.of(LearnerName.LOGISTIC, LearnerName.LINEAR)),
                    Map.entry("l1", Set.of(LearnerName.LOGISTIC, LearnerName.LINEAR)),
                    Map.entry("l2", Set.of(LearnerName.LOGISTIC, LearnerName.LINEAR)),
                    Map.entry(
                            "hash-bits",
                            Set.of(
                                    LearnerName.LOGISTIC,
                                    LearnerName.LINEAR,
                                    LearnerName.NAIVE_BAYES,
                                    LearnerName.THOMPSON,
                                    LearnerName.UCB,
                                    LearnerName.EPSILON_GREEDY)),
                    Map.entry(
                            "grace-period",
                            Set.of(
                                    LearnerName.HOEFFDING_TREE,
                                    LearnerName.ADAPTIVE_TREE,
                                    LearnerName.FOREST)),
                    Map.entry("trees", Set.of(LearnerName.FOREST)),
                    Map.entry(
                            "seed",
                            Set.of(
                                    LearnerName.HOEFFDING_TREE,
                                    LearnerName.ADAPTIVE_TREE,
                                    LearnerName.FOREST,
                                    LearnerName.THOMPSON,
                                    LearnerName.EPSILON_GREEDY)));

    private final Set<String> tables;
    private final Set<String> unread;
    private final ViewFeatureReader views;
    private final Problems problems;

    /**
     * A reader of one project's predictors.
     *
     * @param tables all that there are
     * @param unread declared tables that have problems of their own: nothing more is said of them
     * @param views reads the features that feature views say
     */
    public PredictorReader(
            Set<String> tables, Set<String> unread, ViewFeatureReader views, Problems problems) {
        this.tables = Set.copyOf(tables);
        this.unread = Set.copyOf(unread);
        this.views = requireNonNull(views, "views");
        this.problems = requireNonNull(problems, "problems");
    }

    /** Empty when there are problems. */
    public Optional<PredictorDefinition> read(YamlFile file) {
        int before = problems.count();
        YamlValue top = file.top();
        checkTable(top.at("on"));
        List<Field> key = key(top.at("key"));
        List<PredictorFeature> features = features(top.at("features"));
        int count = features.size() + top.at("crosses").items().size();
        if (count > FEATURES_MAX) {
            problems.add(
                    top.at("features").place(),
                    "%d features and crosses, of %d at most".formatted(count, FEATURES_MAX));
        }
        TargetKind target = new TargetReader(problems).read(top.at("target"));
        YamlValue label = label(top, target);
        LearnerSettings own = learner(top.at("learner"), target);
        PredictorDefinition predictor =
                new PredictorDefinition(
                        top.at("name").text(),
                        file.name(),
                        top.at("description").textOrNull(),
                        top.at("on").text(),
                        key,
                        features,
                        crosses(top.at("crosses"), features),
                        target,
                        TargetReader.classes(top.at("target"), target),
                        label(label, key),
                        own,
                        bounds(top.at("limits")),
                        new ContestReader(each -> learner(each, target), target, problems)
                                .read(top, own),
                        evaluation(top.at("evaluation"), features));
        if (target == TargetKind.CHOICE) {
            checkSize(predictor, top.at("features"));
        }
        return problems.count() > before ? Optional.empty() : Optional.of(predictor);
    }

    private void checkTable(YamlValue table) {
        if (!tables.contains(table.text()) && !unread.contains(table.text())) {
            problems.add(
                    table.place(),
                    "there is no table " + table.text(),
                    ClosestWord.hint(table.text(), tables));
        }
    }

    private List<Field> key(YamlValue key) {
        List<Field> fields = new ArrayList<>();
        key.entries()
                .forEach(
                        (name, written) -> {
                            Optional<Type> type = TypeNames.parse(written.text());
                            if (type.isEmpty() || !KEY_TYPES.contains(type.get())) {
                                problems.add(
                                        written.place(),
                                        "a key cannot be " + written.text(),
                                        "TEXT, INTEGER or BIGINT");
                            }
                            fields.add(new Field(name, type.orElse(Type.TEXT), false));
                        });
        return fields;
    }

    /** A bandit keeps a square of numbers for each choice, and a row's work grows with it. */
    private void checkSize(PredictorDefinition predictor, YamlValue features) {
        long categories =
                predictor.features().stream().filter(PredictorFeature::isCategory).count();
        long numbers = predictor.features().size() - categories;
        int bits =
                (int)
                        predictor
                                .learner()
                                .numberOr("hash-bits", LearnerSettings.BANDIT_HASH_BITS_DEFAULT);
        long length = 1 + numbers + (categories == 0 ? 0 : 1L << bits);
        if (length > BANDIT_LENGTH_MAX) {
            problems.add(
                    features.place(),
                    "%d numbers and slots of categories, of %d at most"
                            .formatted(length, BANDIT_LENGTH_MAX),
                    "fewer features, or fewer hash-bits of the learner");
        }
    }

    private List<PredictorFeature> features(YamlValue features) {
        List<PredictorFeature> all = new ArrayList<>();
        features.entries().forEach((name, each) -> feature(name, each).ifPresent(all::add));
        return all;
    }

    private Optional<PredictorFeature> feature(String name, YamlValue feature) {
        boolean isCategory = feature.at("type").text().equals("category");
        if (feature.at("view").exists()) {
            return views.read(name, feature)
                    .map(view -> PredictorFeature.of(name, isCategory, view));
        }
        views.refuseWithoutView(feature);
        return Optional.of(
                new PredictorFeature(name, feature.at("column").textOr(name), isCategory));
    }

    private List<List<String>> crosses(YamlValue crosses, List<PredictorFeature> features) {
        Set<String> categories = categories(features);
        List<List<String>> all = new ArrayList<>();
        for (YamlValue cross : crosses.items()) {
            for (YamlValue part : cross.items()) {
                if (!categories.contains(part.text())) {
                    problems.add(
                            part.place(),
                            part.text() + " is no feature of type category",
                            ClosestWord.hint(part.text(), categories));
                }
            }
            all.add(cross.texts());
        }
        return all;
    }

    /** What a choice brings is called a reward, and everything else a label. */
    private YamlValue label(YamlValue top, TargetKind target) {
        boolean isChoice = target == TargetKind.CHOICE;
        String name = isChoice ? "reward" : "label";
        String other = isChoice ? "label" : "reward";
        if (top.at(other).exists()) {
            problems.add(
                    top.at(other).placeOfKey(),
                    isChoice ? "a choice has a reward" : "only choices have a reward",
                    "call it " + name);
        } else if (!top.at(name).exists()) {
            problems.add(
                    top.at("target").place(),
                    "it is not said where the %s comes from".formatted(name),
                    name + ": {table: …, value: …, within: 1 hour}");
        }
        return top.at(name);
    }

    private PredictorLabel label(YamlValue label, List<Field> key) {
        if (label.exists()) {
            checkTable(label.at("table"));
        }
        YamlValue columns = label.at("key");
        if (columns.exists() && columns.items().size() != key.size()) {
            problems.add(
                    columns.place(),
                    "the key has %d columns, and this %d"
                            .formatted(key.size(), columns.items().size()),
                    "one column of the label's table for each of the key, in its order");
        }
        Duration within = label.at("within").durationOr(Duration.ofDays(1), problems);
        if (within.isNegative() || within.isZero()) {
            problems.add(label.at("within").place(), "a label takes some time");
        }
        return new PredictorLabel(
                label.at("table").text(),
                columns.exists() ? columns.texts() : key.stream().map(Field::name).toList(),
                label.at("value").text(),
                within,
                label.at("missing").exists() ? label.at("missing").doubleOr(0) : null);
    }

    private LearnerSettings learner(YamlValue learner, TargetKind target) {
        LearnerName name = LearnerName.of(learner.at("type").text());
        if (!name.tells(target)) {
            problems.add(
                    learner.at("type").place(),
                    "%s is not for a target of this type".formatted(name.word()),
                    Arrays.stream(LearnerName.values())
                            .filter(each -> each.tells(target))
                            .map(LearnerName::word)
                            .collect(Collectors.joining(", ")));
        }
        Map<String, Double> numbers = new TreeMap<>();
        learner.entries()
                .forEach(
                        (setting, value) -> {
                            Set<LearnerName> having = SETTINGS.get(setting);
                            if (having == null) {
                                return;
                            }
                            if (!having.contains(name)) {
                                problems.add(
                                        value.placeOfKey(),
                                        name.word() + " has no setting " + setting,
                                        null);
                            }
                            numbers.put(setting, value.doubleOr(0));
                        });
        return new LearnerSettings(
                name, learner.at("optimizer").textOr(LearnerSettings.OPTIMIZER_DEFAULT), numbers);
    }

    private static PredictorBounds bounds(YamlValue limits) {
        PredictorBounds defaults = PredictorBounds.DEFAULT;
        return new PredictorBounds(
                limits.at("pending").intOr(defaults.pendingMax()),
                limits.at("early-labels").intOr(defaults.earlyLabelsMax()),
                limits.at("kept").intOr(defaults.keptMax()),
                limits.at("window").intOr(defaults.windowRows()));
    }

    private PredictorEvaluation evaluation(YamlValue evaluation, List<PredictorFeature> features) {
        PredictorEvaluation defaults = PredictorEvaluation.DEFAULT;
        return new PredictorEvaluation(
                evaluation
                        .at("window")
                        .durationWithin(
                                defaults.window(),
                                PredictorEvaluation.WINDOW_MIN,
                                PredictorEvaluation.WINDOW_MAX,
                                problems),
                evaluation.at("windows").intOr(defaults.windowsMax()),
                segments(evaluation.at("segments"), features),
                evaluation.at("segments-kept").intOr(defaults.segmentsMax()),
                evaluation.at("shift-rows").intOr(defaults.shiftRows()),
                evaluation.at("shift-above").doubleOr(defaults.shiftAbove()));
    }

    private List<String> segments(YamlValue segments, List<PredictorFeature> features) {
        Set<String> categories = categories(features);
        for (YamlValue segment : segments.items()) {
            if (!categories.contains(segment.text())) {
                problems.add(
                        segment.place(),
                        segment.text() + " is no feature of type category",
                        ClosestWord.hint(segment.text(), categories));
            }
        }
        return segments.texts();
    }

    private static Set<String> categories(List<PredictorFeature> features) {
        Set<String> categories = new HashSet<>();
        features.stream()
                .filter(PredictorFeature::isCategory)
                .forEach(feature -> categories.add(feature.name()));
        return categories;
    }
}
