package dev.tidemill.node.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.definitions.feature.Feature;
import dev.tidemill.definitions.feature.FeatureSource;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.feature.OnDemandFeature;
import dev.tidemill.engine.expression.RowError;
import dev.tidemill.engine.expression.RowErrors;
import dev.tidemill.node.read.KeyText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A view's way from the rows of its sources to its features: ages, defaults and expressions. Online
 * reads and training sets both go this way, so that they cannot differ in it.
 *
 * <p>Immutable, safe for all threads.
 */
final class FeatureShape {
    private final FeatureViewDefinition view;
    private final Schema inputs;
    private final Schema stored;
    private final Schema features;
    private final Schema values;

    /** Each a column of one row: the default of a stored feature. */
    private final Column[] defaults;

    private final RowKernel[] kernels;

    /** For each source the position of its first feature. */
    private final int[] first;

    private final @Nullable Long ttlMicros;

    /**
     * @throws dev.tidemill.algebra.error.TidemillException when a default or an expression is not
     *     as it must be
     */
    FeatureShape(FeatureViewDefinition view) {
        this.view = requireNonNull(view, "view");
        this.inputs = view.inputs();
        this.features = view.features();
        this.values = values(view);
        List<Feature> columns = view.stored();
        int[] positions = new int[columns.size()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = i;
        }
        this.stored = features.select(positions);
        this.defaults = columns.stream().map(FeatureShape::fallback).toArray(Column[]::new);
        this.kernels =
                view.onDemand().stream()
                        .map(each -> new RowKernel(FeatureRules.planned(view, each)))
                        .toArray(RowKernel[]::new);
        this.first = new int[view.sources().size()];
        int at = 0;
        for (int source = 0; source < first.length; source++) {
            first[source] = at;
            at += view.sources().get(source).features().size();
        }
        this.ttlMicros = micros(view.ttl());
    }

    private static @Nullable Long micros(@Nullable Duration ttl) {
        return ttl == null
                ? null
                : TimeUnit.SECONDS.toMicros(ttl.getSeconds()) + ttl.getNano() / 1_000;
    }

    private static Column fallback(Feature feature) {
        ColumnBuilder builder = ColumnBuilder.of(feature.type(), 1);
        String text = feature.fallback();
        builder.appendValue(text == null ? null : KeyText.value(feature.type(), text));
        return builder.build();
    }

    /** What expressions may name: the key and the request's values, then the stored features. */
    static Schema values(FeatureViewDefinition view) {
        List<Field> fields = new ArrayList<>(view.inputs().fields());
        view.stored().forEach(feature -> fields.add(Field.of(feature.name(), feature.type())));
        return new Schema(fields);
    }

    FeatureViewDefinition view() {
        return view;
    }

    Schema inputs() {
        return inputs;
    }

    /** All features, those computed on demand last. */
    Schema features() {
        return features;
    }

    @Nullable Long ttlMicros() {
        return ttlMicros;
    }

    /** Takes the stored features of some keys, source by source and key by key. One thread. */
    Taking taking(int keys) {
        return new Taking(keys);
    }

    /** The stored features on their way. */
    final class Taking {
        private final ColumnBuilder[] builders;
        private final FeatureStatus[][] statuses;
        private final int[] taken;
        private final int keys;

        private Taking(int keys) {
            this.keys = keys;
            this.builders = new ColumnBuilder[stored.size()];
            for (int i = 0; i < builders.length; i++) {
                builders[i] = ColumnBuilder.of(stored.type(i), keys);
            }
            this.statuses = new FeatureStatus[view.sources().size()][keys];
            this.taken = new int[view.sources().size()];
        }

        /**
         * Takes a source's features for its next key.
         *
         * @param columns the features in their order; looked at only when the row is present
         */
        void take(int source, FeatureStatus status, Column[] columns, int row) {
            FeatureSource of = view.sources().get(source);
            statuses[source][taken[source]++] = status;
            for (int i = 0; i < of.features().size(); i++) {
                int feature = first[source] + i;
                if (status == FeatureStatus.PRESENT) {
                    builders[feature].appendFrom(columns[i], row);
                } else {
                    builders[feature].appendFrom(defaults[feature], 0);
                }
            }
        }

        /**
         * All features of all keys.
         *
         * @param given the keys and the request's values
         */
        FeatureValues finish(Batch given) {
            Column[] row = new Column[inputs.size() + builders.length];
            for (int i = 0; i < inputs.size(); i++) {
                row[i] = given.column(i);
            }
            Column[] all = new Column[features.size()];
            for (int i = 0; i < builders.length; i++) {
                all[i] = builders[i].build();
                row[inputs.size() + i] = all[i];
            }
            Batch rows = new Batch(values, row, keys, null);
            List<FeatureValues.Failure> failures = new ArrayList<>();
            for (int i = 0; i < kernels.length; i++) {
                RowErrors errors = new RowErrors(keys);
                all[builders.length + i] = kernels[i].evaluate(rows, errors);
                OnDemandFeature feature = view.onDemand().get(i);
                for (RowError error : errors.list()) {
                    failures.add(
                            new FeatureValues.Failure(
                                    error.row(), feature.name(), error.code(), error.message()));
                }
            }
            return new FeatureValues(new Batch(features, all, keys, null), statuses, failures);
        }
    }
}
