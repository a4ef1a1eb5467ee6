package dev.tidemill.node.predict;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.predictor.PredictorFeature;
import dev.tidemill.definitions.predictor.ViewFeature;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.feature.ViewRead;
import dev.tidemill.node.record.PredictorRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of rows: columns of theirs, and what feature views say of them in the same tick. A
 * value of a view whose tables do not run is not known.
 *
 * <p>For one thread at a time.
 */
final class KnownRows {
    /** Views by what they say, over the tables of {@link #known}. */
    private final Map<FeatureViewDefinition, ViewRead> reads = new HashMap<>();

    private DefinitionsInForce.@Nullable View known;

    /** The columns of a row that its features, or the views that say them, need. */
    static Set<String> columnsNeeded(PredictorRule rule) {
        Set<String> needed = new LinkedHashSet<>();
        for (PredictorFeature feature : rule.features()) {
            ViewFeature view = feature.view();
            if (view == null) {
                needed.add(feature.column());
            } else {
                view.view().inputs().names().forEach(input -> needed.add(view.column(input)));
            }
        }
        return needed;
    }

    static boolean asksViews(PredictorRule rule) {
        return rule.features().stream().anyMatch(feature -> feature.view() != null);
    }

    /**
     * What is known of some rows.
     *
     * @param which their positions
     * @param moment asked for at most once, and only when a view says a feature
     */
    List<RowFeatures> of(
            PredictorRule rule, Batch rows, List<Integer> which, Supplier<Moment> moment) {
        Moment at = asksViews(rule) && !which.isEmpty() ? moment.get() : null;
        List<RowFeatures> all = new ArrayList<>(which.size());
        Column[] columns = new Column[rule.features().size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = column(rule.features().get(i), rows, which, at);
        }
        for (int i = 0; i < which.size(); i++) {
            List<@Nullable Object> values = new ArrayList<>(columns.length);
            for (Column column : columns) {
                values.add(column.value(i));
            }
            all.add(RowFeatures.of(rule.features(), values));
        }
        return all;
    }

    /** The values of a feature, one for each row. */
    private interface Column {
        @Nullable Object value(int row);
    }

    private Column column(
            PredictorFeature feature, Batch rows, List<Integer> which, @Nullable Moment at) {
        ViewFeature view = feature.view();
        if (view == null || at == null) {
            int position = rows.schema().indexOf(feature.column());
            return position < 0 ? _ -> null : i -> rows.column(position).value(which.get(i));
        }
        Batch inputs = inputs(view, rows, which);
        Batch said =
                inputs == null
                        ? null
                        : read(view.view(), at).features(at.tables(), at.nowMicros(), inputs);
        if (said == null) {
            return _ -> null;
        }
        int position = said.schema().indexOf(view.feature());
        return i -> said.column(position).value(i);
    }

    private ViewRead read(FeatureViewDefinition view, Moment at) {
        if (known != at.definitions()) {
            known = at.definitions();
            reads.clear();
        }
        return reads.computeIfAbsent(view, each -> ViewRead.of(each, at.definitions()));
    }

    /** What asks a view of the rows; null when they have no such columns. */
    private static @Nullable Batch inputs(ViewFeature view, Batch rows, List<Integer> which) {
        Schema wanted = view.view().inputs();
        int[] columns = new int[wanted.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = rows.schema().indexOf(view.column(wanted.field(i).name()));
            if (columns[i] < 0 || !rows.schema().type(columns[i]).equals(wanted.type(i))) {
                return null;
            }
        }
        BatchBuilder inputs = new BatchBuilder(wanted, which.size());
        for (int row : which) {
            for (int i = 0; i < columns.length; i++) {
                inputs.column(i).appendFrom(rows.column(columns[i]), row);
            }
            inputs.endRow(1);
        }
        return inputs.build();
    }
}
