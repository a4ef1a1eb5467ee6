package dev.tidemill.node.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Changes are kept while they fit, and the oldest go, whichever table they are of. */
class ChangeFeedTest {
    private static final Schema SCHEMA = Schema.of(Field.of("k", Type.BIGINT));
    private static final Batch ROWS = rows();

    private static Batch rows() {
        BatchBuilder builder = new BatchBuilder(SCHEMA, 100);
        for (long i = 0; i < 100; i++) {
            builder.add(1, i);
        }
        return builder.build();
    }

    private static List<Long> ticks(ChangeFeed feed, String table, long after)
            throws InterruptedException {
        List<TableChanges> changes = feed.poll(table, after, 0);
        return changes == null ? List.of(-1L) : changes.stream().map(TableChanges::tick).toList();
    }

    @Test
    void forgetsTheOldestTicksOfAllTables() throws InterruptedException {
        ChangeFeed feed = new ChangeFeed(1_000_000, 1_000, 4 * ROWS.bytes());
        List<String> tables = List.of("a", "b", "c", "a", "a");
        for (int i = 0; i < tables.size(); i++) {
            feed.append(i + 1, Map.of(tables.get(i), ROWS));
        }
        assertNull(feed.poll("a", 0, 0), "tick 1 is gone");
        assertEquals(List.of(4L, 5L), ticks(feed, "a", 1));
        assertEquals(List.of(2L), ticks(feed, "b", 1));
        feed.append(6, Map.of("c", ROWS));
        assertNull(feed.poll("b", 1, 0), "the newest of a table, and the oldest of all");
        assertEquals(List.of(), ticks(feed, "b", 2));
        assertEquals(List.of(3L, 6L), ticks(feed, "c", 2));
    }

    @Test
    void keepsNothingOfATickThatIsTooLarge() throws InterruptedException {
        ChangeFeed feed = new ChangeFeed(1_000_000, 1_000, ROWS.bytes() - 1);
        feed.append(1, Map.of("a", ROWS, "b", ROWS));
        assertNull(feed.poll("a", 0, 0));
        assertEquals(List.of(), ticks(feed, "a", 1));
    }
}
