package dev.tidemill.definitions.yaml;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.text.ByteSizeText;
import dev.tidemill.definitions.text.DurationText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a YAML file, read after the file's schema was checked: the schema has seen to it that
 * required keys are there and values have their types.
 */
public record YamlValue(YamlFile file, String pointer, JsonNode node) {
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?");

    public YamlValue {
        requireNonNull(file, "file");
        requireNonNull(pointer, "pointer");
        requireNonNull(node, "node");
    }

    public Place place() {
        return file.placeOf(pointer);
    }

    public Place placeOfKey() {
        return file.placeOfKey(pointer);
    }

    /** False for a missing key and for an explicit null. */
    public boolean exists() {
        return !node.isMissingNode() && !node.isNull();
    }

    public YamlValue at(String key) {
        JsonNode child = node.get(key);
        return new YamlValue(
                file,
                YamlFile.child(pointer, key),
                child == null ? MissingNode.getInstance() : child);
    }

    /** The elements of a list; none when it is missing. */
    public List<YamlValue> items() {
        List<YamlValue> items = new ArrayList<>();
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                items.add(new YamlValue(file, pointer + "/" + i, node.get(i)));
            }
        }
        return items;
    }

    /** The entries of a mapping in their order; none when it is missing. */
    public Map<String, YamlValue> entries() {
        Map<String, YamlValue> entries = new LinkedHashMap<>();
        node.fieldNames().forEachRemaining(key -> entries.put(key, at(key)));
        return entries;
    }

    public String text() {
        return node.asText();
    }

    /**
     * The text as the file has it, for complaints: what was filled in may be a secret in a wrong
     * place.
     */
    public String written() {
        YamlFile.Reference reference = file.filled().get(pointer);
        return reference == null ? node.asText() : reference.written();
    }

    public @Nullable String textOrNull() {
        return exists() ? node.asText() : null;
    }

    public String textOr(String fallback) {
        return exists() ? node.asText() : fallback;
    }

    public List<String> texts() {
        return items().stream().map(YamlValue::text).toList();
    }

    public boolean booleanOr(boolean fallback) {
        return exists() ? node.asBoolean() : fallback;
    }

    public int intOr(int fallback) {
        return exists() ? node.asInt() : fallback;
    }

    public double doubleOr(double fallback) {
        return exists() ? node.asDouble() : fallback;
    }

    /** The number as written, or null for what is no number. */
    public @Nullable BigDecimal decimalOrNull() {
        JsonNode own = spelled().node();
        return own.isNumber() ? own.decimalValue() : null;
    }

    /** Whether the text refers to something outside of the file that was not filled in. */
    boolean isOpen() {
        YamlFile.Reference reference = file.filled().get(pointer);
        return reference != null && reference.open();
    }

    /**
     * This value, or, when its text was filled in, the number or truth value that the text spells.
     */
    YamlValue spelled() {
        if (!node.isTextual() || !file.filled().containsKey(pointer)) {
            return this;
        }
        JsonNode meant = meant(node.textValue().strip());
        return meant == null ? this : new YamlValue(file, pointer, meant);
    }

    private static @Nullable JsonNode meant(String text) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (text.equals("true") || text.equals("false")) {
            return nodes.booleanNode(text.equals("true"));
        }
        if (!NUMBER.matcher(text).matches()) {
            return null;
        }
        return text.indexOf('.') < 0
                ? nodes.numberNode(Long.parseLong(text))
                : nodes.numberNode(new BigDecimal(text));
    }

    /** A duration; a text that is none is a problem, and the fallback goes on. */
    public Duration durationOr(Duration fallback, Problems problems) {
        if (!exists()) {
            return fallback;
        }
        Optional<Duration> parsed = DurationText.parse(text());
        if (parsed.isEmpty()) {
            problems.add(place(), "“" + written() + "” is not a duration", DurationText.HINT);
        }
        return parsed.orElse(fallback);
    }

    /**
     * A duration that is neither shorter nor longer than may be; another one is a problem, and the
     * fallback goes on.
     */
    public Duration durationWithin(
            Duration fallback, Duration shortest, Duration longest, Problems problems) {
        Duration found = durationOr(fallback, problems);
        if (found.compareTo(shortest) >= 0 && found.compareTo(longest) <= 0) {
            return found;
        }
        problems.add(
                place(),
                "“%s” is not between %s and %s"
                        .formatted(written(), DurationText.of(shortest), DurationText.of(longest)),
                DurationText.HINT);
        return fallback;
    }

    /** A size in bytes; a text that is none is a problem, and the fallback goes on. */
    public long bytesOr(long fallback, Problems problems) {
        if (!exists()) {
            return fallback;
        }
        OptionalLong parsed = ByteSizeText.parse(text());
        if (parsed.isEmpty()) {
            problems.add(place(), "“" + written() + "” is not a size", ByteSizeText.HINT);
        }
        return parsed.orElse(fallback);
    }
}
