package dev.tidemill.definitions.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of a feature view: what is known of an entity. Versions of a view live side by side,
 * and one that has recorded a change keeps its columns: other columns are another version.
 *
 * @param file the path inside the project
 * @param description free text; null when there is none
 * @param entity what a key stands for, as {@code departure}
 * @param key the values that find the rows of the sources, in the order in which readers give them
 * @param ttl how old a source's row may be before its features have their defaults; null for any
 *     age
 * @param isRecorded whether the changes of its sources are kept, for training sets
 * @param keysMax how many keys one request may ask for
 * @param samplesPerMinute served answers that are compared with what was recorded; 0 for none
 * @param request values that come with a request and are part of no table
 */
public record FeatureViewDefinition(
        String name,
        int version,
        String file,
        @Nullable String description,
        String entity,
        List<NamedType> key,
        @Nullable Duration ttl,
        boolean isRecorded,
        int keysMax,
        int samplesPerMinute,
        List<FeatureSource> sources,
        List<NamedType> request,
        List<OnDemandFeature> onDemand) {
    /** Unless a view says otherwise. */
    public static final int KEYS_MAX_DEFAULT = 1_000;

    /** Unless a view says otherwise. */
    public static final int SAMPLES_PER_MINUTE_DEFAULT = 60;

    private static final char VERSION_MARK = '@';

    // Spelled out, since a compact constructor's parameters lose their annotations.
    public FeatureViewDefinition(
            String name,
            int version,
            String file,
            @Nullable String description,
            String entity,
            List<NamedType> key,
            @Nullable Duration ttl,
            boolean isRecorded,
            int keysMax,
            int samplesPerMinute,
            List<FeatureSource> sources,
            List<NamedType> request,
            List<OnDemandFeature> onDemand) {
        if (version < 1 || keysMax < 1 || samplesPerMinute < 0) {
            throw new IllegalArgumentException(
                    "version %d, %d keys, %d samples"
                            .formatted(version, keysMax, samplesPerMinute));
        }
        this.name = requireNonNull(name, "name");
        this.version = version;
        this.file = requireNonNull(file, "file");
        this.description = description;
        this.entity = requireNonNull(entity, "entity");
        this.key = List.copyOf(key);
        this.ttl = ttl;
        this.isRecorded = isRecorded;
        this.keysMax = keysMax;
        this.samplesPerMinute = samplesPerMinute;
        this.sources = List.copyOf(sources);
        this.request = List.copyOf(request);
        this.onDemand = List.copyOf(onDemand);
    }

    /** The view and its version, as {@code departure@2}. */
    public String id() {
        return name + VERSION_MARK + version;
    }

    /** Whether a reference, {@code departure} or {@code departure@2}, may mean this version. */
    public boolean isMeantBy(String reference) {
        return reference.equals(name) || reference.equals(id());
    }

    /** What readers give: the key, then the values of the request. */
    public Schema inputs() {
        List<Field> fields = new ArrayList<>();
        key.forEach(column -> fields.add(Field.of(column.name(), column.type())));
        request.forEach(value -> fields.add(Field.of(value.name(), value.type())));
        return new Schema(fields);
    }

    /** The features that are columns of sources, in the order of the sources. */
    public List<Feature> stored() {
        return sources.stream().flatMap(source -> source.features().stream()).toList();
    }

    /** All features: those of sources, then those computed on demand. */
    public Schema features() {
        List<Field> fields = new ArrayList<>();
        stored().forEach(feature -> fields.add(Field.of(feature.name(), feature.type())));
        onDemand.forEach(feature -> fields.add(Field.of(feature.name(), feature.type())));
        return new Schema(fields);
    }

    /** Of the name and version alone: each read looks its view up. */
    @Override
    public int hashCode() {
        return 31 * name.hashCode() + version;
    }
}
