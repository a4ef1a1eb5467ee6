package dev.tidemill.definitions.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a contract says of a table that neither JSON Schema nor Avro has words for. Both allow keys
 * of one's own, so that a contract comes back whole.
 *
 * <pre>
 * {"kind": "event", "key": ["id"], "eventTime": "at", "lateness": {"at": "PT1H"}}
 * </pre>
 */
final class TableWords {
    private TableWords() {}

    static ObjectNode of(TableContract table) {
        ObjectNode words = JsonNodeFactory.instance.objectNode();
        words.put("kind", table.kind().name());
        if (!table.key().isEmpty()) {
            ArrayNode key = words.putArray("key");
            table.key().forEach(key::add);
        }
        if (table.eventTime() != null) {
            words.put("eventTime", table.eventTime());
        }
        if (!table.lateness().columns().isEmpty()) {
            ObjectNode late = words.putObject("lateness");
            table.lateness().columns().forEach((name, each) -> late.put(name, each.toString()));
        }
        return words;
    }

    /** The options with what the words say where the options say nothing. */
    static ImportOptions options(JsonNode words, ImportOptions given) {
        List<String> key = new ArrayList<>(given.key());
        boolean silent = key.isEmpty() && given.eventTime() == null;
        if (silent) {
            words.path("key").forEach(column -> key.add(column.asText()));
        }
        boolean keyed = words.path("kind").asText().equals(TableKind.KEYED.name());
        String time = silent && !keyed ? text(words.path("eventTime")) : given.eventTime();
        return new ImportOptions(given.table(), key, time);
    }

    static Map<String, Duration> lateness(JsonNode words) {
        Map<String, Duration> late = new TreeMap<>();
        words.path("lateness")
                .properties()
                .forEach(each -> late.put(each.getKey(), Duration.parse(each.getValue().asText())));
        return late;
    }

    static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.asText() : null;
    }
}
