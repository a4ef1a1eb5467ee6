package dev.tidemill.node.feature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Samples of served answers as the labels of a training set. One thread. */
final class SampleLabels {
    private static final String NUMBER = "tm_sample";
    private static final String TICK = "tm_tick";
    private static final String AT = "tm_at";
    private static final int OWN_COLUMNS = 3;

    private final FeatureViewDefinition view;
    private final List<SkewSampler.Sample> samples;

    SampleLabels(FeatureViewDefinition view, List<SkewSampler.Sample> samples) {
        this.view = view;
        this.samples = List.copyOf(samples);
    }

    TrainingLabels labels() {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            SkewSampler.Sample sample = samples.get(i);
            List<String> values = new ArrayList<>();
            values.add(Integer.toString(i));
            values.add(Long.toString(sample.answer().tick()));
            values.add("make_timestamp(%d::BIGINT)".formatted(sample.answer().nowMicros()));
            Batch inputs = sample.answer().inputs();
            for (int column = 0; column < inputs.columnCount(); column++) {
                values.add(literal(inputs, column, sample.row()));
            }
            rows.add("(" + String.join(", ", values) + ")");
        }
        List<String> names = new ArrayList<>(List.of(NUMBER, TICK, AT));
        view.inputs().names().forEach(name -> names.add('"' + name + '"'));
        return new TrainingLabels(
                "SELECT * FROM (VALUES %s) AS given(%s)"
                        .formatted(String.join(", ", rows), String.join(", ", names)),
                AT,
                TICK,
                TrainingLabels.Mode.AS_KNOWN);
    }

    /** A value as text, which the training set casts to its type. */
    private static String literal(Batch rows, int column, int row) {
        if (rows.column(column).isNull(row)) {
            return "NULL";
        }
        ByteBuilder json = new ByteBuilder(32);
        JsonRowWriter.value(rows.column(column), row, json);
        String text = new String(json.toByteArray(), UTF_8);
        Object value = rows.column(column).value(row);
        String plain = value instanceof String own ? own : text.replaceAll("^\"|\"$", "");
        return "'" + plain.replace("'", "''") + "'::VARCHAR";
    }

    /** Puts the features of a training set's rows to the places of their samples. */
    void place(Batch rows, @Nullable Batch[] into) {
        int labels = OWN_COLUMNS + view.inputs().size();
        int[] features = new int[view.features().size()];
        Arrays.setAll(features, i -> labels + i);
        for (int row = 0; row < rows.size(); row++) {
            Object number = requireNonNull(rows.column(0).value(row), NUMBER);
            into[((Number) number).intValue()] = rows.select(features).gather(new int[] {row}, 1);
        }
    }
}
