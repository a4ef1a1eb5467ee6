package dev.tidemill.node.record;

import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.feature.Feature;
import dev.tidemill.definitions.feature.FeatureSource;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.feature.NamedType;
import dev.tidemill.definitions.feature.OnDemandFeature;
import dev.tidemill.definitions.predictor.ViewFeature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a view says of a predictor's rows, as journals have it: the whole definition, so that a
 * replay reads as the mill did, whatever became of the view's file.
 */
final class ViewFeatureForm {
    private static final Place NOWHERE = new Place("", 0, 0);

    private ViewFeatureForm() {}

    static void write(@Nullable ViewFeature feature, RecordWriter out) {
        out.putByte(feature == null ? 0 : 1);
        if (feature == null) {
            return;
        }
        FeatureViewDefinition view = feature.view();
        out.putText(view.name());
        out.putInt(view.version());
        writeTypes(view.key(), out);
        Duration ttl = view.ttl();
        out.putLong(ttl == null ? -1 : ttl.toSeconds());
        out.putInt(ttl == null ? 0 : ttl.toNanosPart());
        out.putInt(view.sources().size());
        view.sources().forEach(source -> write(source, out));
        writeTypes(view.request(), out);
        out.putInt(view.onDemand().size());
        for (OnDemandFeature each : view.onDemand()) {
            out.putText(each.name());
            out.putText(each.sql());
            out.putText(each.type().sqlName());
        }
        out.putText(feature.feature());
        writeMap(feature.key(), out);
    }

    static @Nullable ViewFeature read(RecordReader in) {
        if (in.readByte() == 0) {
            return null;
        }
        String name = in.readText();
        int version = in.readInt();
        List<NamedType> key = readTypes(in);
        long seconds = in.readLong();
        int nanos = in.readInt();
        List<FeatureSource> sources = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            sources.add(readSource(in));
        }
        List<NamedType> request = readTypes(in);
        List<OnDemandFeature> onDemand = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            onDemand.add(
                    new OnDemandFeature(
                            in.readText(),
                            in.readText(),
                            Type.parse(in.readText()),
                            null,
                            NOWHERE));
        }
        FeatureViewDefinition view =
                new FeatureViewDefinition(
                        name,
                        version,
                        "",
                        null,
                        "",
                        key,
                        seconds < 0 ? null : Duration.ofSeconds(seconds, nanos),
                        /* isRecorded= */ false,
                        FeatureViewDefinition.KEYS_MAX_DEFAULT,
                        /* samplesPerMinute= */ 0,
                        sources,
                        request,
                        onDemand);
        return new ViewFeature(view, in.readText(), readMap(in));
    }

    private static void write(FeatureSource source, RecordWriter out) {
        out.putText(source.name());
        out.putText(source.table());
        writeMap(source.key(), out);
        writeText(source.time(), out);
        out.putInt(source.features().size());
        for (Feature each : source.features()) {
            out.putText(each.name());
            out.putText(each.column());
            out.putText(each.type().sqlName());
            writeText(each.fallback(), out);
        }
    }

    private static FeatureSource readSource(RecordReader in) {
        String name = in.readText();
        String table = in.readText();
        Map<String, String> key = readMap(in);
        String time = readText(in);
        List<Feature> features = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            features.add(
                    new Feature(
                            in.readText(),
                            in.readText(),
                            Type.parse(in.readText()),
                            null,
                            readText(in),
                            NOWHERE));
        }
        return new FeatureSource(name, table, key, time, features, NOWHERE);
    }

    private static void writeTypes(List<NamedType> types, RecordWriter out) {
        out.putInt(types.size());
        for (NamedType each : types) {
            out.putText(each.name());
            out.putText(each.type().sqlName());
        }
    }

    private static List<NamedType> readTypes(RecordReader in) {
        List<NamedType> types = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            types.add(new NamedType(in.readText(), Type.parse(in.readText())));
        }
        return types;
    }

    private static void writeMap(Map<String, String> map, RecordWriter out) {
        out.putInt(map.size());
        map.forEach(
                (name, value) -> {
                    out.putText(name);
                    out.putText(value);
                });
    }

    private static Map<String, String> readMap(RecordReader in) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            map.put(in.readText(), in.readText());
        }
        return map;
    }

    private static void writeText(@Nullable String text, RecordWriter out) {
        out.putByte(text == null ? 0 : 1);
        if (text != null) {
            out.putText(text);
        }
    }

    private static @Nullable String readText(RecordReader in) {
        return in.readByte() == 0 ? null : in.readText();
    }
}
