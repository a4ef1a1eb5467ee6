package dev.tidemill.definitions.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.contract.TypeNames;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.definitions.yaml.YamlFile;
import dev.tidemill.definitions.yaml.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one file of a feature view whose schema was checked. What the columns of a live table are
 * only a planner knows. Owned by one call.
 */
public final class FeatureReader {
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final String NAME_HINT = "small letters, digits and _, a letter first";

    private final Set<String> tables;
    private final Set<String> unread;
    private final Problems problems;

    /** Where each name of the view stands that may not come twice. */
    private final Map<String, Place> named = new HashMap<>();

    /**
     * A reader of one project's views.
     *
     * @param tables the live and the keyed ones
     * @param unread declared tables that have problems of their own: nothing more is said of them
     */
    public FeatureReader(Set<String> tables, Set<String> unread, Problems problems) {
        this.tables = Set.copyOf(tables);
        this.unread = Set.copyOf(unread);
        this.problems = requireNonNull(problems, "problems");
    }

    /** Empty when there are problems. */
    public Optional<FeatureViewDefinition> read(YamlFile file) {
        int before = problems.count();
        named.clear();
        YamlValue top = file.top();
        YamlValue ttlAt = top.at("ttl");
        @Nullable Duration ttl = ttlAt.exists() ? ttlAt.durationOr(Duration.ZERO, problems) : null;
        List<NamedType> key = types(top.at("key"));
        List<FeatureSource> sources = sources(top.at("sources"), names(key), ttl != null);
        checkKeyIsUsed(top.at("key"), sources);
        List<NamedType> request = types(top.at("request"));
        FeatureViewDefinition view =
                new FeatureViewDefinition(
                        top.at("name").text(),
                        top.at("version").intOr(1),
                        file.name(),
                        top.at("description").textOrNull(),
                        top.at("entity").text(),
                        key,
                        ttl,
                        top.at("record").booleanOr(true),
                        top.at("keys-max").intOr(FeatureViewDefinition.KEYS_MAX_DEFAULT),
                        top.at("samples-per-minute")
                                .intOr(FeatureViewDefinition.SAMPLES_PER_MINUTE_DEFAULT),
                        sources,
                        request,
                        onDemand(top.at("on-demand")));
        return problems.count() > before ? Optional.empty() : Optional.of(view);
    }

    private static Set<String> names(List<NamedType> types) {
        Set<String> names = new LinkedHashSet<>();
        types.forEach(each -> names.add(each.name()));
        return names;
    }

    private List<NamedType> types(YamlValue mapping) {
        List<NamedType> types = new ArrayList<>();
        mapping.entries()
                .forEach(
                        (name, type) -> {
                            claim(name, type.placeOfKey());
                            types.add(new NamedType(name, type(type)));
                        });
        return types;
    }

    private Type type(YamlValue type) {
        Optional<Type> parsed = TypeNames.parse(type.text());
        if (parsed.isEmpty()) {
            problems.add(
                    type.place(),
                    "“" + type.text() + "” is no type",
                    "DOUBLE, BIGINT, TEXT, BOOLEAN, TIMESTAMP, DECIMAL(12,2) and so on");
        }
        return parsed.orElse(Type.TEXT);
    }

    /** A reader finds keys, features and values of the request by their names alone. */
    private void claim(String name, Place place) {
        if (!NAME.matcher(name).matches()) {
            problems.add(place, "“" + name + "” cannot be a name here", NAME_HINT);
        }
        Place other = named.putIfAbsent(name, place);
        if (other != null) {
            problems.add(
                    place,
                    "the name " + name + " is taken by line " + other.line(),
                    "keys, features and values of the request share one set of names");
        }
    }

    private List<FeatureSource> sources(YamlValue list, Set<String> key, boolean hasTtl) {
        List<FeatureSource> sources = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        for (YamlValue source : list.items()) {
            FeatureSource read = source(source, key, hasTtl);
            if (!names.add(read.name())) {
                problems.add(
                        source.place(),
                        "two sources are called " + read.name(),
                        "give one of them another name:");
            }
            sources.stream()
                    .filter(other -> other.table().equals(read.table()))
                    .findFirst()
                    .ifPresent(other -> checkSame(read, other, source));
            sources.add(read);
        }
        return sources;
    }

    /** The changes of a table are recorded once for all sources of a view. */
    private void checkSame(FeatureSource read, FeatureSource other, YamlValue source) {
        if (!read.key().keySet().equals(other.key().keySet())
                || !Objects.equals(read.time(), other.time())) {
            problems.add(
                    source.place(),
                    "the source %s finds rows of %s by other columns, or their age by another one, than %s"
                            .formatted(read.name(), read.table(), other.name()),
                    "take these features from a table of their own");
        }
    }

    private FeatureSource source(YamlValue source, Set<String> key, boolean hasTtl) {
        YamlValue table = source.at("table");
        if (!tables.contains(table.text()) && !unread.contains(table.text())) {
            problems.add(
                    table.place(),
                    "there is no live or keyed table " + table.text(),
                    ClosestWord.hint(table.text(), tables));
        }
        if (hasTtl && !source.at("time").exists()) {
            problems.add(
                    source.place(),
                    "a view with a ttl needs to know how old the rows of " + table.text() + " are",
                    "name a timestamp column of it in time:");
        }
        return new FeatureSource(
                source.at("name").textOr(table.text()),
                table.text(),
                sourceKey(source.at("key"), key),
                source.at("time").textOrNull(),
                features(source.at("features")),
                source.place());
    }

    private Map<String, String> sourceKey(YamlValue mapping, Set<String> key) {
        Map<String, String> columns = new LinkedHashMap<>();
        mapping.entries()
                .forEach(
                        (column, of) -> {
                            if (!key.contains(of.text())) {
                                problems.add(
                                        of.place(),
                                        "the view's key has no " + of.text(),
                                        ClosestWord.hint(of.text(), key));
                            }
                            columns.put(column, of.text());
                        });
        return columns;
    }

    private List<Feature> features(YamlValue mapping) {
        List<Feature> features = new ArrayList<>();
        mapping.entries()
                .forEach(
                        (name, feature) -> {
                            claim(name, feature.placeOfKey());
                            features.add(
                                    new Feature(
                                            name,
                                            feature.at("column").textOr(name),
                                            type(feature.at("type")),
                                            feature.at("description").textOrNull(),
                                            feature.at("default").textOrNull(),
                                            feature.placeOfKey()));
                        });
        return features;
    }

    private List<OnDemandFeature> onDemand(YamlValue mapping) {
        List<OnDemandFeature> features = new ArrayList<>();
        mapping.entries()
                .forEach(
                        (name, feature) -> {
                            claim(name, feature.placeOfKey());
                            features.add(
                                    new OnDemandFeature(
                                            name,
                                            feature.at("sql").text(),
                                            type(feature.at("type")),
                                            feature.at("description").textOrNull(),
                                            feature.at("sql").place()));
                        });
        return features;
    }

    /** A key that finds nothing is a mistake, or a value of the request. */
    private void checkKeyIsUsed(YamlValue key, List<FeatureSource> sources) {
        Set<String> used = new TreeSet<>();
        sources.forEach(source -> used.addAll(source.key().values()));
        key.entries()
                .forEach(
                        (name, value) -> {
                            if (!used.contains(name)) {
                                problems.add(
                                        value.placeOfKey(),
                                        "no source is looked up by " + name,
                                        "use it in a source's key:, or put it under request:");
                            }
                        });
    }
}
