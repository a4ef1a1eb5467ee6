package dev.tidemill.catalog;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.json.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Builds a JSON object, member by member. Owned by one call. */
public final class JsonDocument {
    private final SortedMap<String, Json> members = new TreeMap<>(Json.KEY_ORDER);

    public JsonDocument put(String name, Json value) {
        members.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
        return this;
    }

    public JsonDocument put(String name, String value) {
        return put(name, new Json.Text(value));
    }

    public JsonDocument put(String name, long value) {
        return put(name, new Json.Num(BigDecimal.valueOf(value)));
    }

    public JsonDocument put(String name, List<? extends Json> elements) {
        return put(name, new Json.Array(List.copyOf(elements)));
    }

    public Json build() {
        return new Json.Obj(members);
    }
}
