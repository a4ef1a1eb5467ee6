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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads one file of a predictor whose schema was checked. What the columns of its tables are is
 * checked when these are planned. Owned by one call.
 */
public final class PredictorReader {
    /** Together with crosses; a row's work grows with them. */
    private static final int FEATURES_MAX = 1024;

    private static final Set<Type> KEY_TYPES = Set.of(Type.TEXT, Type.INTEGER, Type.BIGINT);

    /** The learners' settings that are numbers, with who has them. */
    private static final Map<String, Set<LearnerName>> SETTINGS =
            Map.ofEntries(
                    Map.entry("rate", Set.of(LearnerName.LOGISTIC, LearnerName.LINEAR)),
                    Map.entry("decay", Set.of(LearnerName.LOGISTIC, LearnerName.LINEAR)),
                    Map.entry("alpha", Set.of(LearnerName.LOGISTIC, LearnerName.LINEAR)),
                    Map.entry("beta", Set.of(LearnerName.LOGISTIC, LearnerName.LINEAR)),
                    Map.entry("l1", Set.of(LearnerName.LOGISTIC, LearnerName.LINEAR)),
                    Map.entry("l2", Set.of(LearnerName.LOGISTIC, LearnerName.LINEAR)),
                    Map.entry(
                            "hash-bits",
                            Set.of(
                                    LearnerName.LOGISTIC,
                                    LearnerName.LINEAR,
                                    LearnerName.NAIVE_BAYES)),
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
                                    LearnerName.FOREST)));

    private final Set<String> tables;
    private final Set<String> unread;
    private final Problems problems;

    /**
     * A reader of one project's predictors.
     *
     * @param tables all that there are
     * @param unread declared tables that have problems of their own: nothing more is said of them
     */
    public PredictorReader(Set<String> tables, Set<String> unread, Problems problems) {
        this.tables = Set.copyOf(tables);
        this.unread = Set.copyOf(unread);
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
        TargetKind target = target(top.at("target"));
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
                        top.at("target").at("classes").texts(),
                        label(top.at("label"), key),
                        learner(top.at("learner"), target),
                        bounds(top.at("limits")));
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

    private static List<PredictorFeature> features(YamlValue features) {
        List<PredictorFeature> all = new ArrayList<>();
        features.entries()
                .forEach(
                        (name, each) ->
                                all.add(
                                        new PredictorFeature(
                                                name,
                                                each.at("column").textOr(name),
                                                each.at("type").text().equals("category"))));
        return all;
    }

    private List<List<String>> crosses(YamlValue crosses, List<PredictorFeature> features) {
        Set<String> categories = new HashSet<>();
        features.stream()
                .filter(PredictorFeature::isCategory)
                .forEach(feature -> categories.add(feature.name()));
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

    private TargetKind target(YamlValue target) {
        return switch (target.at("type").text()) {
            case "boolean" -> {
                refuseClasses(target);
                yield TargetKind.BOOLEAN;
            }
            case "number" -> {
                refuseClasses(target);
                yield TargetKind.NUMBER;
            }
            default -> {
                if (!target.at("classes").exists()) {
                    problems.add(
                            target.place(),
                            "a target that is one of some classes says which",
                            "classes: [small, large]");
                }
                yield TargetKind.CLASSES;
            }
        };
    }

    private void refuseClasses(YamlValue target) {
        if (target.at("classes").exists()) {
            problems.add(
                    target.at("classes").place(),
                    "a target of type " + target.at("type").text() + " has no classes");
        }
    }

    private PredictorLabel label(YamlValue label, List<Field> key) {
        checkTable(label.at("table"));
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
                within);
    }

    private LearnerSettings learner(YamlValue learner, TargetKind target) {
        LearnerName name = LearnerName.of(learner.at("type").text());
        if (!name.tells(target)) {
            problems.add(
                    learner.at("type").place(),
                    name.word()
                            + (target == TargetKind.NUMBER
                                    ? " tells no numbers"
                                    : " tells numbers only"),
                    target == TargetKind.NUMBER
                            ? "linear or mean"
                            : "logistic, naive-bayes, hoeffding-tree, adaptive-tree, forest,"
                                    + " majority");
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
}
