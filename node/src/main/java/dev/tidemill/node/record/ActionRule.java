package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import dev.tidemill.actions.Transition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of an action decides which notices a tick causes. It is in force from a journalled tick on,
 * so that a replay of a tick causes the same ones whatever the project's files say by then. Where
 * notices go, and how patiently, is not part of it.
 *
 * @param version part of the notices' idempotency keys
 * @param table the live table it watches
 * @param key names of the table's columns that identify a row
 * @param when the transitions that are told
 * @param latch null for none
 * @param terms what else decides what is done, and when
 */
public record ActionRule(
        String name,
        String version,
        String table,
        List<String> key,
        Set<Transition.Kind> when,
        @Nullable Latch latch,
        ActionTerms terms) {

    /** An action that tells each transition at once. */
    public ActionRule(
            String name,
            String version,
            String table,
            List<String> key,
            Set<Transition.Kind> when,
            @Nullable Latch latch) {
        this(name, version, table, key, when, latch, ActionTerms.PLAIN);
    }

    /**
     * A keyed table that holds the key of each row that is in.
     *
     * @param key the latch table's key columns, in the order of the action's key
     * @param timeColumn its column that tells since when; null for none
     */
    public record Latch(String table, List<String> key, @Nullable String timeColumn) {
        // Spelled out, since a compact constructor's parameters lose their annotations.
        public Latch(String table, List<String> key, @Nullable String timeColumn) {
            this.table = requireNonNull(table, "table");
            this.key = List.copyOf(key);
            this.timeColumn = timeColumn;
        }
    }

    public ActionRule {
        requireNonNull(name, "name");
        requireNonNull(version, "version");
        requireNonNull(table, "table");
        requireNonNull(terms, "terms");
        key = List.copyOf(key);
        when = Set.copyOf(when);
    }

    void write(RecordWriter writer) {
        writer.putText(name);
        writer.putText(version);
        writer.putText(table);
        writeTexts(writer, key);
        writer.putInt(when.size());
        when.stream().sorted().forEach(kind -> writer.putText(kind.word()));
        writer.putByte(latch == null ? 0 : 1);
        if (latch != null) {
            writer.putText(latch.table());
            writeTexts(writer, latch.key());
            writer.putOptionalText(latch.timeColumn());
        }
        terms.write(writer);
    }

    /**
     * @param version of the entry or of the node state that holds it
     */
    static ActionRule read(RecordReader reader, int version) {
        String name = reader.readText();
        String ruleVersion = reader.readText();
        String table = reader.readText();
        List<String> key = readTexts(reader);
        Set<Transition.Kind> when = EnumSet.noneOf(Transition.Kind.class);
        readTexts(reader).forEach(word -> when.add(Transition.Kind.of(word)));
        Latch latch =
                reader.readByte() == 0
                        ? null
                        : new Latch(
                                reader.readText(), readTexts(reader), reader.readOptionalText());
        ActionTerms terms =
                version <= EntryKind.VERSION_WITHOUT_ACTION_TERMS
                        ? ActionTerms.PLAIN
                        : ActionTerms.read(reader);
        return new ActionRule(name, ruleVersion, table, key, when, latch, terms);
    }

    static void writeTexts(RecordWriter writer, List<String> texts) {
        writer.putInt(texts.size());
        texts.forEach(writer::putText);
    }

    static List<String> readTexts(RecordReader reader) {
        List<String> texts = new ArrayList<>();
        for (int i = reader.readInt(); i > 0; i--) {
            texts.add(reader.readText());
        }
        return texts;
    }
}
