package dev.tidemill.node.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.InputTable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The memory of what open transactions have written. */
class WriteMemoryTest {
    private static final InputTable NOTES =
            new InputTable(
                    "notes",
                    Schema.of(new Field("id", Type.BIGINT, false), Field.of("text", Type.TEXT)),
                    List.of(0),
                    -1);

    private static KeyedWrites writes() {
        return new KeyedWrites(new UniqueColumns("notes_pkey", NOTES, List.of(0)), List.of());
    }

    private static void put(Overlay overlay, KeyedWrites to, long id, String text) {
        List<@Nullable Object> row = List.of(id, text);
        overlay.put(to, TableKey.of(List.of(id)), new KeyedWrites.Write(row, null, true));
    }

    @Test
    void isSharedByTransactionsAndRefusesWhatIsTooMuch() {
        WriteMemory memory = new WriteMemory(10_000);
        Overlay one = new Overlay(memory);
        Overlay two = new Overlay(memory);
        KeyedWrites ofOne = writes();
        KeyedWrites ofTwo = writes();
        put(one, ofOne, 1, "x".repeat(6_000));
        long taken = memory.taken();
        assertTrue(taken > 6_000);
        assertEquals(
                ErrorCode.MEMORY_LIMIT,
                assertThrows(TidemillException.class, () -> put(two, ofTwo, 1, "y".repeat(6_000)))
                        .errorCode());
        assertEquals(0, ofTwo.size());
        assertEquals(taken, memory.taken());
        one.end();
        assertEquals(0, memory.taken());
        put(two, ofTwo, 1, "y".repeat(6_000));
    }

    @Test
    void comesBackWithASavepoint() {
        WriteMemory memory = new WriteMemory(10_000);
        Overlay one = new Overlay(memory);
        KeyedWrites writes = writes();
        put(one, writes, 1, "x");
        long before = memory.taken();
        int mark = one.mark();
        put(one, writes, 1, "y".repeat(1_000));
        put(one, writes, 2, "z".repeat(1_000));
        assertTrue(memory.taken() > before + 2_000);
        one.backTo(mark);
        assertEquals(before, memory.taken());
        one.end();
        one.end();
        assertEquals(0, memory.taken());
    }
}
