package dev.tidemill.cli.show;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.definitions.evolution.ContractChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Changes of contracts for a person and for scripts.
 *
 * <pre>
 * breaks  orders.price     type-changed   DECIMAL(10,2) -> INTEGER
 *         not every value of the old type is one of the new (senders and readers)
 * </pre>
 */
public final class ChangeText {
    /** Of the form of {@link #json}; another number when a reader must be changed. */
    private static final int FORMAT_VERSION = 1;

    private ChangeText() {}

    public static List<String> lines(List<ContractChange> changes, Paint paint) {
        if (changes.isEmpty()) {
            return List.of("no differences");
        }
        List<String> lines = new ArrayList<>();
        for (ContractChange change : changes) {
            String mark = change.breaking() ? paint.bad("breaks") : paint.good("fits  ");
            lines.add(
                    "%s  %s  %s  %s".formatted(mark, place(change), change.kind(), values(change)));
            lines.add("        " + paint.dim(change.reason() + whom(change)));
        }
        long breaking = changes.stream().filter(ContractChange::breaking).count();
        lines.add(
                "%d %s, %d breaking"
                        .formatted(
                                changes.size(),
                                changes.size() == 1 ? "difference" : "differences",
                                breaking));
        return lines;
    }

    private static String place(ContractChange change) {
        return change.column() == null ? change.table() : change.table() + "." + change.column();
    }

    private static String values(ContractChange change) {
        String before = change.before() == null ? "-" : change.before();
        String after = change.after() == null ? "-" : change.after();
        return before + " -> " + after;
    }

    private static String whom(ContractChange change) {
        return switch (change.impact()) {
            case NONE -> "";
            case PRODUCERS -> " (breaks senders)";
            case CONSUMERS -> " (breaks readers)";
            case BOTH -> " (breaks senders and readers)";
        };
    }

    /** All changes in one object. */
    public static ObjectNode json(List<ContractChange> changes) {
        ObjectNode json =
                JsonOutput.object()
                        .put("format_version", FORMAT_VERSION)
                        .put("breaking", changes.stream().anyMatch(ContractChange::breaking));
        ArrayNode list = json.putArray("changes");
        for (ContractChange change : changes) {
            list.addObject()
                    .put("kind", change.kind())
                    .put("table", change.table())
                    .put("column", change.column())
                    .put("before", change.before())
                    .put("after", change.after())
                    .put("breaking", change.breaking())
                    .put("impact", change.impact().name().toLowerCase(Locale.ROOT))
                    .put("reason", change.reason());
        }
        return json;
    }
}
