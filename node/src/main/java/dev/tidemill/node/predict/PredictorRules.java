package dev.tidemill.node.predict;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.predictor.PredictorFeature;
import dev.tidemill.definitions.predictor.ViewFeature;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.predict.watch.WatchTables;
import dev.tidemill.node.record.PredictorRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What predictors must keep to, as only plans can tell: columns are there and of fitting types. */
public final class PredictorRules {
    private final PredictorRule rule;
    private final Map<String, Schema> tables;

    private PredictorRules(PredictorRule rule, Map<String, Schema> tables) {
        this.rule = rule;
        this.tables = tables;
    }

    /** The predictors of a project as they are put in force. */
    public static List<PredictorRule> of(Project project) {
        return project.predictors().stream().map(PredictorRule::of).toList();
    }

    /** The tables that predictors fill: their predictions, and how they do. */
    public static List<InputTable> tables(List<PredictorRule> rules) {
        List<InputTable> tables = new ArrayList<>();
        if (!rules.isEmpty()) {
            tables.add(SystemTables.PREDICTOR_METRICS);
            tables.add(SystemTables.MODEL_VERSIONS);
            tables.add(SystemTables.MODEL_MOVES);
            tables.addAll(WatchTables.all());
        }
        rules.forEach(rule -> tables.add(PredictionTable.inputOf(rule)));
        return tables;
    }

    /**
     * Throws INVALID_PROJECT with the first thing that stands against a rule. A table that does not
     * run or plan is told of elsewhere.
     *
     * @param tables those that there are, with their columns
     */
    public static void check(PredictorRule rule, Map<String, Schema> tables) {
        new PredictorRules(rule, tables).check();
    }

    private void check() {
        for (Field key : rule.key()) {
            if (PredictionTable.isOwnColumn(key.name())) {
                throw refused(
                        "a key cannot be called " + key.name(),
                        "the table of predictions has a column of this name");
            }
        }
        Schema on = tables.get(rule.on());
        if (on != null) {
            rule.key().forEach(key -> requireType(rule.on(), on, key.name(), key.type()));
            rule.features().forEach(feature -> requireFeature(on, feature));
        }
        Schema labels = tables.get(rule.label().table());
        if (labels != null) {
            for (int i = 0; i < rule.key().size(); i++) {
                requireType(
                        rule.label().table(),
                        labels,
                        rule.label().key().get(i),
                        rule.key().get(i).type());
            }
            requireLabel(labels);
        }
    }

    private void requireFeature(Schema on, PredictorFeature feature) {
        ViewFeature view = feature.view();
        if (view != null) {
            requireInputs(on, view);
        }
        Type type = view == null ? column(rule.on(), on, feature.column()) : view.type();
        boolean fits =
                feature.isCategory()
                        ? type == Type.TEXT
                                || type == Type.INTEGER
                                || type == Type.BIGINT
                                || type == Type.BOOLEAN
                                || type == Type.UUID
                        : type.isNumeric() || type == Type.BOOLEAN;
        if (!fits) {
            throw refused(
                    "the feature %s is %s, which is no %s"
                            .formatted(
                                    feature.name(),
                                    type.sqlName(),
                                    feature.isCategory() ? "category" : "number"),
                    feature.isCategory()
                            ? "a category is TEXT, INTEGER, BIGINT, BOOLEAN or UUID"
                            : "cast it in a live table, and have the predictor on that");
        }
    }

    /** What asks a view is of the view's types, or nothing would be found. */
    private void requireInputs(Schema on, ViewFeature view) {
        for (Field input : view.view().inputs().fields()) {
            String name = view.column(input.name());
            Type type = column(rule.on(), on, name);
            if (!type.equals(input.type())) {
                throw refused(
                        "%s is asked by %s, which is %s, and the column %s of %s is %s"
                                .formatted(
                                        view.view().id(),
                                        input.name(),
                                        input.type().sqlName(),
                                        name,
                                        rule.on(),
                                        type.sqlName()),
                        "key: {%s: COLUMN} names another column; a live table can cast one"
                                .formatted(input.name()));
            }
        }
    }

    private void requireLabel(Schema labels) {
        Type type = column(rule.label().table(), labels, rule.label().value());
        boolean fits =
                switch (rule.target()) {
                    case BOOLEAN -> type == Type.BOOLEAN;
                    case CLASSES -> type == Type.TEXT;
                    case NUMBER -> type.isNumeric();
                    case CHOICE -> type.isNumeric() || type == Type.BOOLEAN;
                };
        if (!fits) {
            throw refused(
                    "the label %s of %s is %s, which a target of type %s is not learnt from"
                            .formatted(
                                    rule.label().value(),
                                    rule.label().table(),
                                    type.sqlName(),
                                    rule.target().name().toLowerCase(java.util.Locale.ROOT)),
                    "a live table over %s can compute it".formatted(rule.label().table()));
        }
    }

    private void requireType(String table, Schema schema, String name, Type type) {
        Type own = column(table, schema, name);
        if (!own.equals(type)) {
            throw refused(
                    "the column %s of %s is %s, and the key's %s"
                            .formatted(name, table, own.sqlName(), type.sqlName()),
                    "declare the key as it is");
        }
    }

    private Type column(String table, Schema schema, String name) {
        int position = schema.indexOf(name);
        if (position < 0) {
            String hint = ClosestWord.hint(name, schema.names());
            throw refused(
                    "the table %s has no column %s".formatted(table, name),
                    hint == null ? "its columns are " + schema.names() : hint);
        }
        return schema.type(position);
    }

    private TidemillException refused(String fact, String hint) {
        return new TidemillException(
                        ErrorCode.INVALID_PROJECT, "the predictor " + rule.name() + ": " + fact)
                .withHint(hint);
    }
}
