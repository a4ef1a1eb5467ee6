package dev.tidemill.definitions.yaml;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.Place;
import java.util.Map;

/**
 * A parsed YAML document that knows where each of its parts stands.
 *
 * @param name the file's path inside the project
 * @param keys places of mapping keys, by the JSON pointer of their value
 * @param values places of values, by their JSON pointer
 * @param filled the texts that refer to something outside of the file, by their JSON pointer: what
 *     was filled in may spell a number or a truth value
 */
public record YamlFile(
        String name,
        JsonNode root,
        Map<String, Place> keys,
        Map<String, Place> values,
        Map<String, Reference> filled) {
    public YamlFile {
        requireNonNull(name, "name");
        requireNonNull(root, "root");
        keys = Map.copyOf(keys);
        values = Map.copyOf(values);
        filled = Map.copyOf(filled);
    }

    /** A file all of whose values are its own. */
    YamlFile(String name, JsonNode root, Map<String, Place> keys, Map<String, Place> values) {
        this(name, root, keys, values, Map.of());
    }

    /**
     * A text that refers to something outside of the file.
     *
     * @param written what stands in the file
     * @param open whether a part of it could not be filled in, which was told
     */
    public record Reference(String written, boolean open) {
        public Reference {
            requireNonNull(written, "written");
        }
    }

    /** The same file, with texts filled in at these pointers. */
    public YamlFile filledIn(JsonNode with, Map<String, Reference> references) {
        return new YamlFile(name, with, keys, values, references);
    }

    /** The whole document, as a value to read from. */
    public YamlValue top() {
        return new YamlValue(this, "", root);
    }

    /** Where the value stands, or the nearest thing around it. */
    public Place placeOf(String pointer) {
        return nearest(values, pointer);
    }

    /** Where the key of this value stands, or the nearest thing around it. */
    public Place placeOfKey(String pointer) {
        Place key = keys.get(pointer);
        return key != null ? key : placeOf(pointer);
    }

    private Place nearest(Map<String, Place> places, String pointer) {
        for (String at = pointer; ; at = at.substring(0, at.lastIndexOf('/'))) {
            Place place = places.get(at);
            if (place != null) {
                return place;
            }
            if (at.isEmpty()) {
                return new Place(name, 0, 0);
            }
        }
    }

    static String child(String pointer, String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }
}
