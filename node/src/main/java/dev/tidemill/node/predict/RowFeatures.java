package dev.tidemill.node.predict;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.definitions.predictor.PredictorFeature;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was known of one row, in the order of the predictor's features: a Double, a String or null
 * for each. A number that is NULL, not finite or too large to be learnt is not known. Immutable.
 */
final class RowFeatures {
    /** Of a row whose features its prediction brings. */
    static final RowFeatures NONE = new RowFeatures(List.of());

    private final List<@Nullable Object> values;

    private RowFeatures(List<@Nullable Object> values) {
        this.values = values;
    }

    /**
     * The features of a row.
     *
     * @param found their values as tables and views have them
     */
    static RowFeatures of(List<PredictorFeature> features, List<@Nullable Object> found) {
        List<@Nullable Object> values = new ArrayList<>(found.size());
        for (int i = 0; i < found.size(); i++) {
            Object value = found.get(i);
            values.add(features.get(i).isCategory() ? category(value) : number(value));
        }
        return new RowFeatures(values);
    }

    private static @Nullable String category(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    /** Any number, or 0 and 1 for false and true; null for what cannot be learnt. */
    static @Nullable Double number(@Nullable Object value) {
        double number =
                switch (value) {
                    case Boolean yes -> yes ? 1 : 0;
                    case Number any -> any.doubleValue();
                    case null, default -> Double.NaN;
                };
        return Math.abs(number) <= FeatureVector.MAGNITUDE_MAX ? number : null;
    }

    /** A Double, a String or null for each feature; not to be changed. */
    List<@Nullable Object> values() {
        return values;
    }

    byte[] encode() {
        ModelWriter out = new ModelWriter();
        for (Object value : values) {
            switch (value) {
                case Double number -> out.flag(true).number(number.doubleValue());
                case String text -> out.flag(true).text(text);
                case null, default -> out.flag(false);
            }
        }
        return out.bytes();
    }

    static RowFeatures decode(List<PredictorFeature> features, byte[] bytes) {
        ModelReader in = new ModelReader(bytes);
        List<@Nullable Object> values = new ArrayList<>(features.size());
        for (PredictorFeature feature : features) {
            values.add(!in.flag() ? null : feature.isCategory() ? in.text() : (Object) in.real());
        }
        return new RowFeatures(values);
    }

    /** Fills in a row as learners see it: numbers and categories, each in their order. */
    void into(List<PredictorFeature> features, FeatureVector vector) {
        vector.clear();
        int numbers = 0;
        int categories = 0;
        for (int i = 0; i < features.size(); i++) {
            int at = features.get(i).isCategory() ? categories++ : numbers++;
            switch (values.get(i)) {
                case Double number -> vector.number(at, number);
                case String text -> vector.category(at, text);
                case null, default -> {}
            }
        }
    }

    /** Whether a category has one of these values. */
    boolean hasAny(Set<String> texts) {
        return values.stream().anyMatch(value -> value instanceof String t && texts.contains(t));
    }

    /** The inverse of {@link #json}; what is not there is not known. */
    static RowFeatures parse(List<PredictorFeature> features, String json) {
        Map<String, Json> members = Map.of();
        try {
            if (Json.parse(json) instanceof Json.Obj object) {
                members = object.members();
            }
        } catch (JsonError e) {
            throw new IllegalStateException("features that are no JSON", e);
        }
        List<@Nullable Object> values = new ArrayList<>(features.size());
        for (PredictorFeature feature : features) {
            values.add(
                    switch (members.get(feature.name())) {
                        case Json.Num number when !feature.isCategory() ->
                                (Object) number.value().doubleValue();
                        case Json.Text text when feature.isCategory() -> text.value();
                        case null, default -> null;
                    });
        }
        return new RowFeatures(values);
    }

    /** As a JSON object by name. */
    String json(List<PredictorFeature> features) {
        List<Field> fields = new ArrayList<>();
        for (PredictorFeature feature : features) {
            fields.add(
                    new Field(
                            feature.name(), feature.isCategory() ? Type.TEXT : Type.DOUBLE, true));
        }
        Schema schema = new Schema(fields);
        Batch row = new BatchBuilder(schema, 1).addRow(1, values).build();
        ByteBuilder json = new ByteBuilder(256);
        new JsonRowWriter(schema).object(row, 0, json);
        return new String(json.toByteArray(), StandardCharsets.UTF_8);
    }
}
