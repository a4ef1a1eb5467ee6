package dev.tidemill.node.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.feature.FeatureSource;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.node.record.Recording;
import dev.tidemill.store.RowMapping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes features of what {@link TrainingSql} finds, as an online read does: the labels' columns,
 * the features, and for each source whether it had a row, as {@code SOURCE_status}.
 */
final class TrainingRows implements RowMapping {
    private static final String STATUS = "_status";

    private final FeatureShape shape;
    private final int own;

    TrainingRows(FeatureShape shape) {
        this.shape = requireNonNull(shape, "shape");
        this.own = TrainingSql.ownColumns(shape.view());
    }

    @Override
    public Schema schema(Schema raw) {
        List<Field> fields = new ArrayList<>(raw.fields().subList(0, raw.size() - own));
        fields.addAll(shape.features().fields());
        for (FeatureSource source : shape.view().sources()) {
            fields.add(Field.of(source.name() + STATUS, Type.TEXT));
        }
        return new Schema(fields);
    }

    @Override
    public Batch rows(Batch raw) {
        FeatureViewDefinition view = shape.view();
        int labels = raw.columnCount() - own;
        int at = labels + 1;
        Schema inputs = shape.inputs();
        Column[] given = new Column[inputs.size()];
        for (int i = 0; i < given.length; i++) {
            given[i] = raw.column(at++).as(inputs.type(i));
        }
        FeatureShape.Taking taking = shape.taking(raw.size());
        for (int source = 0; source < view.sources().size(); source++) {
            Lines lines = new Lines(raw, at, view.sources().get(source));
            at += TrainingSql.SOURCE_COLUMNS + lines.features.length;
            for (int row = 0; row < raw.size(); row++) {
                Long label = number(raw.column(labels), row);
                taking.take(source, lines.status(row, label), lines.features, row);
            }
        }
        FeatureValues values = taking.finish(new Batch(inputs, given, raw.size(), null));
        List<Column> columns = new ArrayList<>(Arrays.asList(raw.columns()).subList(0, labels));
        columns.addAll(Arrays.asList(values.features().columns()));
        for (FeatureStatus[] statuses : values.statuses()) {
            columns.add(words(statuses));
        }
        return new Batch(schema(raw.schema()), columns.toArray(Column[]::new), raw.size(), null);
    }

    private static Column words(FeatureStatus[] statuses) {
        ColumnBuilder words = ColumnBuilder.of(Type.TEXT, statuses.length);
        for (FeatureStatus status : statuses) {
            words.appendText(status.word());
        }
        return words.build();
    }

    private static @Nullable Long number(Column column, int row) {
        return column instanceof LongColumn numbers && !numbers.isNull(row)
                ? numbers.values()[row]
                : null;
    }

    /** What was found of one source. */
    private final class Lines {
        private final Column begin;
        private final Column tick;
        private final Column kind;
        private final Column time;
        private final Column[] features;

        Lines(Batch raw, int from, FeatureSource source) {
            this.begin = raw.column(from);
            this.tick = raw.column(from + 1);
            this.kind = raw.column(from + 2);
            this.time = raw.column(from + 3);
            this.features = new Column[source.features().size()];
            for (int i = 0; i < features.length; i++) {
                features[i] =
                        raw.column(from + TrainingSql.SOURCE_COLUMNS + i)
                                .as(source.features().get(i).type());
            }
        }

        /** A line from before the last beginning may be of a row that is gone. */
        FeatureStatus status(int row, @Nullable Long atMicros) {
            Long begun = number(begin, row);
            if (begun == null) {
                return FeatureStatus.UNRECORDED;
            }
            Long seen = number(tick, row);
            boolean isThere =
                    seen != null && seen >= begun && Recording.ROW.equals(kind.value(row));
            if (!isThere) {
                return FeatureStatus.MISSING;
            }
            return FeatureStatus.aged(
                    number(time, row), atMicros == null ? 0 : atMicros, shape.ttlMicros());
        }
    }
}
