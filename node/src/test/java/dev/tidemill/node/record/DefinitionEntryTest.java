package dev.tidemill.node.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.actions.Transition;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableIndex;
import dev.tidemill.node.record.DefinitionEntry.DefinedIndex;
import dev.tidemill.sql.statement.TableRules;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DefinitionEntryTest {
    private static final DefinitionEntry PLAIN =
            new DefinitionEntry(
                    List.of(
                            new InputTable(
                                    "t",
                                    Schema.of(
                                            new Field("id", Type.BIGINT, false),
                                            Field.of("name", Type.TEXT)),
                                    List.of(0),
                                    -1)),
                    List.of(),
                    Set.of("t"));

    private static JournalEntry decoded(byte[] bytes) {
        return JournalEntry.decode(ByteBuffer.wrap(bytes), _ -> PLAIN.inputs().getFirst().schema());
    }

    private static byte[] bytes(DefinitionEntry entry) {
        ByteBuffer encoded = entry.encode();
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    @Test
    void readsIndexesThatItWrote() {
        DefinitionEntry entry =
                PLAIN.withIndexes(
                        List.of(
                                new DefinedIndex(
                                        new TableIndex("a", "t", List.of("name", "id")), true),
                                new DefinedIndex(new TableIndex("b", "t", List.of("id")), false)));
        assertEquals(entry, decoded(bytes(entry)));
    }

    @Test
    void readsTheReleaseThatItWrote() {
        DefinitionEntry entry = PLAIN.withRelease("0123456789abcdef0123456789abcdef");
        assertEquals(entry, decoded(bytes(entry)));
    }

    @Test
    void readsWhatItWroteOfActions() {
        ActionTerms terms =
                new ActionTerms(
                        List.of("name"),
                        1,
                        2,
                        "{}",
                        new ActionTerms.Grouping(List.of("id"), 3),
                        new ActionTerms.Limit(4, 5),
                        null,
                        true,
                        true,
                        new ActionTerms.Write("t", "{\"id\":1}", true, false, 6),
                        List.of(new ActionTerms.Step("ask", 7, "in", true, "[]")),
                        8);
        DefinitionEntry entry =
                PLAIN.withActions(
                        List.of(
                                new ActionRule(
                                        "a",
                                        "1",
                                        "t",
                                        List.of("id"),
                                        Set.of(Transition.Kind.STAYED),
                                        null,
                                        terms)));
        assertEquals(entry, decoded(bytes(entry)));
    }

    @Test
    void readsActionsFromBeforeTheyHadTerms() {
        DefinitionEntry entry =
                PLAIN.withActions(
                        List.of(
                                new ActionRule(
                                        "a",
                                        "1",
                                        "t",
                                        List.of("id"),
                                        Set.of(Transition.Kind.LEFT),
                                        null)));
        RecordWriter plain = new RecordWriter(256);
        ActionTerms.PLAIN.write(plain);
        byte[] terms = new byte[plain.finish().remaining()];
        byte[] now = bytes(entry);
        // Behind the terms: no functions, no indexes, the rows at once, no release, no previews, no
        // recordings, no predictors, no constraints.
        int behind = 7 * Integer.BYTES + Long.BYTES;
        byte[] then = new byte[now.length - terms.length];
        System.arraycopy(now, 0, then, 0, then.length - behind);
        System.arraycopy(now, now.length - behind, then, then.length - behind, behind);
        then[1] = EntryKind.VERSION_WITHOUT_ACTION_TERMS;
        assertEquals(entry, decoded(then));
    }

    @Test
    void readsPreviewsThatItWrote() {
        DefinitionEntry entry =
                PLAIN.withLiveTables(
                                List.of(
                                        new DefinitionEntry.LiveSql("a", "SELECT 1 AS x", "h"),
                                        new DefinitionEntry.LiveSql("p_a", "SELECT 2 AS x", "i")))
                        .withPreviews(
                                List.of(new DefinitionEntry.Preview("p_a", "a", "p_", "0123")));
        assertEquals(entry, decoded(bytes(entry)));
        assertEquals(Set.of("p_a"), entry.previewNames());
        assertEquals(
                List.of("a"),
                entry.withoutPreviews().liveTables().stream().map(t -> t.name()).toList());
    }

    @Test
    void readsConstraintsThatItWrote() {
        DefinitionEntry entry =
                PLAIN.withIndexes(
                                List.of(
                                        new DefinedIndex(
                                                new TableIndex("a", "t", List.of("name"), true),
                                                true)))
                        .withConstraints(
                                List.of(
                                        new TableConstraints(
                                                "t",
                                                "named",
                                                List.of(new TableRules.Check("c", "id > 0")),
                                                List.of(new TableRules.Default("name", "'x'"))),
                                        new TableConstraints("u", null, List.of(), List.of())));
        assertEquals(entry, decoded(bytes(entry)));
        assertEquals("named", entry.constraintsOf("t").primaryKey());
        assertEquals("v_pkey", entry.constraintsOf("v").primaryKey());
    }

    @Test
    void readsDefinitionsFromBeforeThereWereConstraints() {
        byte[] now = bytes(PLAIN);
        byte[] then = Arrays.copyOf(now, now.length - Integer.BYTES);
        then[1] = EntryKind.VERSION_WITHOUT_CONSTRAINTS;
        assertEquals(PLAIN, decoded(then));
    }

    @Test
    void readsDefinitionsFromBeforeThereWerePreviews() {
        byte[] now = bytes(PLAIN);
        byte[] then = Arrays.copyOf(now, now.length - 4 * Integer.BYTES);
        then[1] = EntryKind.VERSION_WITHOUT_PREVIEWS;
        assertEquals(PLAIN, decoded(then));
    }

    @Test
    void readsDefinitionsFromBeforeThereWereReleases() {
        byte[] now = bytes(PLAIN);
        byte[] then = Arrays.copyOf(now, now.length - 5 * Integer.BYTES);
        then[1] = EntryKind.VERSION_WITHOUT_RELEASES;
        assertEquals(PLAIN, decoded(then));
    }

    @Test
    void readsTheRecordingsThatItWrote() {
        DefinitionEntry entry =
                PLAIN.withRecordings(
                        List.of(
                                new Recording(
                                        "tidemill.log_v__1__t",
                                        "t",
                                        List.of(Field.of("id", Type.BIGINT)),
                                        List.of(Field.of("price", Type.decimal(12, 2))),
                                        "at"),
                                new Recording(
                                        "tidemill.log_v__1__u",
                                        "u",
                                        List.of(Field.of("name", Type.TEXT)),
                                        List.of(),
                                        null)));
        assertEquals(entry, decoded(bytes(entry)));
    }

    @Test
    void readsDefinitionsFromBeforeThereWereRecordings() {
        byte[] now = bytes(PLAIN);
        byte[] then = Arrays.copyOf(now, now.length - 3 * Integer.BYTES);
        then[1] = EntryKind.VERSION_WITHOUT_RECORDINGS;
        assertEquals(PLAIN, decoded(then));
    }

    @Test
    void readsDefinitionsFromBeforeThereWerePredictors() {
        byte[] now = bytes(PLAIN);
        byte[] then = Arrays.copyOf(now, now.length - 2 * Integer.BYTES);
        then[1] = EntryKind.VERSION_WITHOUT_PREDICTORS;
        assertEquals(PLAIN, decoded(then));
    }

    @Test
    void readsDefinitionsFromBeforeThereWereIndexes() {
        byte[] now = bytes(PLAIN);
        byte[] then = Arrays.copyOf(now, now.length - 6 * Integer.BYTES - Long.BYTES);
        then[1] = EntryKind.VERSION_WITHOUT_INDEXES;
        assertEquals(PLAIN, decoded(then));
    }
}
