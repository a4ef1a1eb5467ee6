package dev.tidemill.catalog;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.definitions.predictor.PredictorDefinition;
import dev.tidemill.definitions.predictor.PredictorFeature;
import dev.tidemill.definitions.predictor.TargetKind;
import dev.tidemill.definitions.predictor.ViewFeature;
import dev.tidemill.sql.lineage.Dependencies;
import dev.tidemill.sql.lineage.Influence;
import dev.tidemill.sql.lineage.Origin;
import java.util.ArrayList;
import java.util.List;

/**
 * A predictor in the catalog, as the table of its predictions, so that what reads that follows from
 * what the predictor knows. What it foretells is made of the features, and of the labels that it
 * has learnt.
 */
final class PredictorEntry {
    private final PredictorDefinition predictor;

    private PredictorEntry(PredictorDefinition predictor) {
        this.predictor = predictor;
    }

    static Entry of(PredictorDefinition predictor) {
        PredictorEntry entry = new PredictorEntry(predictor);
        return new Entry(
                predictor.predictionsTable(),
                predictor.name(),
                EntryKind.PREDICTOR,
                predictor.file(),
                predictor.description() == null ? "" : predictor.description(),
                List.of(),
                List.of(),
                entry.columns(),
                entry.rows());
    }

    private Dependencies rows() {
        List<Dependencies> rows = new ArrayList<>();
        rows.add(Dependencies.of(Origin.rows(predictor.on()), Influence.ROWS));
        for (String column : predictor.label().key()) {
            rows.add(
                    Dependencies.of(new Origin(predictor.label().table(), column), Influence.JOIN));
        }
        return Dependencies.all(rows);
    }

    private List<EntryColumn> columns() {
        List<EntryColumn> columns = new ArrayList<>();
        for (Field key : predictor.key()) {
            Origin own = new Origin(predictor.on(), key.name());
            columns.add(
                    column(
                            key.name(),
                            key.type().sqlName(),
                            Dependencies.of(own, Influence.IDENTITY)));
        }
        Dependencies features =
                Dependencies.all(predictor.features().stream().map(this::said).toList());
        Origin label = new Origin(predictor.label().table(), predictor.label().value());
        Dependencies made = features.and(Dependencies.of(label, Influence.AGGREGATION));
        columns.add(column("prediction", valueType(), made));
        columns.add(column("score", "DOUBLE", made));
        columns.add(column("features", "TEXT", features));
        columns.add(column("label", labelType(), Dependencies.of(label, Influence.IDENTITY)));
        return columns;
    }

    private static EntryColumn column(String name, String type, Dependencies dependencies) {
        return new EntryColumn(name, type, "", "", dependencies);
    }

    private Dependencies said(PredictorFeature feature) {
        ViewFeature view = feature.view();
        Origin origin =
                view == null
                        ? new Origin(predictor.on(), feature.column())
                        : new Origin(FeatureViewEntry.id(view.view().id()), view.feature());
        return Dependencies.of(origin, Influence.TRANSFORMATION);
    }

    private String valueType() {
        return switch (predictor.target()) {
            case BOOLEAN -> "BOOLEAN";
            case CLASSES, CHOICE -> "TEXT";
            case NUMBER -> "DOUBLE";
        };
    }

    private String labelType() {
        return predictor.target() == TargetKind.CHOICE ? "DOUBLE" : valueType();
    }
}
