package dev.tidemill.definitions.yaml;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.definitions.problem.Problems;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parses one YAML document and remembers the place of each key and value. Aliases, a second
 * document and repeated keys are problems. Owned by one thread, for one file.
 */
public final class YamlReader {
    private static final YAMLFactory FACTORY =
            YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private final String name;
    private final Problems problems;
    private final Map<String, Place> keys = new HashMap<>();
    private final Map<String, Place> values = new HashMap<>();

    private YamlReader(String name, Problems problems) {
        this.name = requireNonNull(name, "name");
        this.problems = requireNonNull(problems, "problems");
    }

    /** Empty when the text is no single YAML mapping; the problems then say why. */
    public static Optional<YamlFile> read(String name, String text, Problems problems) {
        return new YamlReader(name, problems).read(text);
    }

    private Optional<YamlFile> read(String text) {
        try (YAMLParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                return refuse(new Place(name, 1, 1), "the file is empty");
            }
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                return refuse(place(parser), "the file must be a mapping of keys to values");
            }
            int before = problems.count();
            JsonNode root = value(parser, "");
            if (parser.nextToken() != null) {
                return refuse(place(parser), "a second document; a file holds one");
            }
            return problems.count() > before
                    ? Optional.empty()
                    : Optional.of(new YamlFile(name, root, keys, values));
        } catch (JacksonException e) {
            return refuse(place(e.getLocation()), firstLine(e.getOriginalMessage()));
        } catch (IOException | RuntimeException e) {
            // The YAML scanner throws its own unchecked exceptions for some malformed input.
            return refuse(new Place(name, 0, 0), "not YAML: " + firstLine(e.getMessage()));
        }
    }

    private Optional<YamlFile> refuse(Place place, String message) {
        problems.add(place, message);
        return Optional.empty();
    }

    private JsonNode value(YAMLParser parser, String pointer) throws IOException {
        values.put(pointer, place(parser));
        if (parser.isCurrentAlias()) {
            problems.add(place(parser), "aliases are not supported", "repeat the value");
        }
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (requireNonNull(parser.currentToken(), "token")) {
            case START_OBJECT -> object(parser, pointer);
            case START_ARRAY -> array(parser, pointer);
            case VALUE_TRUE -> nodes.booleanNode(true);
            case VALUE_FALSE -> nodes.booleanNode(false);
            case VALUE_NULL -> nodes.nullNode();
            case VALUE_NUMBER_INT ->
                    parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                            ? nodes.numberNode(parser.getBigIntegerValue())
                            : nodes.numberNode(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> number(parser, nodes);
            case VALUE_STRING,
                    VALUE_EMBEDDED_OBJECT,
                    FIELD_NAME,
                    END_OBJECT,
                    END_ARRAY,
                    NOT_AVAILABLE ->
                    nodes.textNode(parser.getText());
        };
    }

    /** {@code .nan} and {@code .inf} have no decimal value; they stay texts. */
    private static JsonNode number(YAMLParser parser, JsonNodeFactory nodes) throws IOException {
        return parser.isNaN()
                ? nodes.textNode(parser.getText())
                : nodes.numberNode(parser.getDecimalValue());
    }

    private ObjectNode object(YAMLParser parser, String pointer) throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            String child = YamlFile.child(pointer, key);
            keys.put(child, place(parser));
            parser.nextToken();
            object.set(key, value(parser, child));
        }
        return object;
    }

    private ArrayNode array(YAMLParser parser, String pointer) throws IOException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, pointer + "/" + array.size()));
        }
        return array;
    }

    private Place place(JsonParser parser) {
        return place(parser.currentTokenLocation());
    }

    private Place place(@Nullable JsonLocation location) {
        return location == null
                ? new Place(name, 0, 0)
                : new Place(
                        name,
                        Math.max(0, location.getLineNr()),
                        Math.max(0, location.getColumnNr()));
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "malformed" : message.lines().findFirst().orElse("malformed");
    }
}
