package dev.tidemill.node.action;

import dev.tidemill.actions.Transition;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.definitions.action.BodyTemplate;
import dev.tidemill.node.record.ActionRule;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what an action sends: by a template, or in the form that actions have of themselves.
 * Values are written as query answers write them. Engine thread only.
 */
final class Payloads {
    private final ActionRule rule;

    /** The few that the rule has, by their JSON. */
    private final Map<String, BodyTemplate> templates = new HashMap<>();

    Payloads(ActionRule rule) {
        this.rule = rule;
    }

    /** Rows of a group. */
    record Group(String values, String rowKey, List<String> items) {}

    /**
     * What is sent of one row.
     *
     * @param template as JSON; empty for the action's own form
     * @param word the transition as it is told
     */
    String ofRow(String template, Transition transition, String word, long nowMicros) {
        return template.isEmpty()
                ? ownForm(transition, word, nowMicros)
                : template(template)
                        .render(reference -> value(reference, transition, word, nowMicros));
    }

    private BodyTemplate template(String json) {
        return templates.computeIfAbsent(json, BodyTemplate::of);
    }

    private String ownForm(Transition transition, String word, long nowMicros) {
        ByteBuilder json = begun(word, transition.tick(), nowMicros);
        json.append(",\"row\":").append(object(transition.row()));
        Batch old = transition.old();
        if (old != null) {
            json.append(",\"old\":").append(object(old));
        }
        return json.append("}").toString();
    }

    private ByteBuilder begun(String word, long tick, long nowMicros) {
        return new ByteBuilder(256)
                .append("{\"action\":" + string(rule.name()))
                .append(",\"table\":" + string(rule.table()))
                .append(",\"transition\":" + string(word))
                .append(",\"tick\":" + tick)
                .append(",\"now\":" + instant(nowMicros));
    }

    /** How one row stands among those of a group. */
    String item(Transition transition) {
        ByteBuilder json = new ByteBuilder(128);
        json.append("{\"transition\":" + string(transition.kind().word()));
        json.append(",\"tick\":" + transition.tick());
        json.append(",\"row\":").append(object(transition.row()));
        Batch old = transition.old();
        if (old != null) {
            json.append(",\"old\":").append(object(old));
        }
        return json.append("}").toString();
    }

    /** The columns that rows of a group share, as a JSON object. */
    static String shared(Batch row, List<String> columns) {
        int[] positions = columns.stream().mapToInt(row.schema()::indexOf).toArray();
        return object(row.select(positions));
    }

    /** What is sent of a group. */
    String ofGroup(Group group, long tick, long nowMicros) {
        String word = Transition.Kind.GROUPED.word();
        String rows = "[" + String.join(",", group.items()) + "]";
        if (rule.terms().body().isEmpty()) {
            return begun(word, tick, nowMicros)
                    .append(",\"group\":" + group.values() + ",\"rows\":" + rows + "}")
                    .toString();
        }
        return template(rule.terms().body())
                .render(
                        reference ->
                                switch (reference.part()) {
                                    case "rows" -> rows;
                                    case "count" -> Integer.toString(group.items().size());
                                    case "group" -> member(group.values(), reference.column());
                                    default ->
                                            common(
                                                    reference,
                                                    group.rowKey(),
                                                    word,
                                                    tick,
                                                    nowMicros);
                                });
    }

    /** One value of an object that {@link #shared} wrote; the whole of it without a column. */
    private static String member(String object, @Nullable String column) {
        return column == null ? object : BodyTemplate.of(object).member(column).orElse("null");
    }

    private String value(
            BodyTemplate.Reference reference, Transition transition, String word, long nowMicros) {
        return switch (reference.part()) {
            case "row" -> column(transition.row(), reference.column());
            case "old" -> {
                Batch old = transition.old();
                yield old == null ? "null" : column(old, reference.column());
            }
            default -> common(reference, transition.rowKey(), word, transition.tick(), nowMicros);
        };
    }

    private String common(
            BodyTemplate.Reference reference,
            String rowKey,
            String word,
            long tick,
            long nowMicros) {
        return switch (reference.part()) {
            case "action" -> string(rule.name());
            case "table" -> string(rule.table());
            case "transition" -> string(word);
            case "tick" -> Long.toString(tick);
            case "now" -> instant(nowMicros);
            case "key" -> string(KeyParts.shown(rowKey));
            default -> "null";
        };
    }

    private static String column(Batch row, @Nullable String column) {
        if (column == null) {
            return object(row);
        }
        int position = row.schema().indexOf(column);
        if (position < 0) {
            return "null"; // The table is another one by now, and the action is not.
        }
        ByteBuilder json = new ByteBuilder(32);
        JsonRowWriter.value(row.column(position), 0, json);
        return json.toString();
    }

    private static String object(Batch row) {
        ByteBuilder json = new ByteBuilder(128);
        new JsonRowWriter(row.schema()).object(row, 0, json);
        return json.toString();
    }

    static String string(String text) {
        ByteBuilder json = new ByteBuilder(32);
        JsonRowWriter.string(text, json);
        return json.toString();
    }

    private static String instant(long micros) {
        return string(Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString());
    }
}
