package dev.tidemill.bench.nexmark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.engine.circuit.InputChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NexmarkGeneratorTest {
    private static final int EVENTS = 100_000;
    private static final NexmarkEvents MANY = NexmarkEvents.of(NexmarkShape.of(7, EVENTS), 10_000);

    private static Batch rows(NexmarkEvents events, String table) {
        List<Batch> parts =
                events.ticks().stream()
                        .flatMap(tick -> tick.changes().stream())
                        .filter(change -> change.table().equals(table))
                        .map(InputChange::rows)
                        .toList();
        return Batch.concat(parts.getFirst().schema(), parts);
    }

    private static long[] longs(Batch batch, String column) {
        int index = batch.schema().indexOf(column);
        return java.util.Arrays.copyOf(((LongColumn) batch.column(index)).values(), batch.size());
    }

    private static List<List<@Nullable Object>> all(NexmarkEvents events) {
        List<List<@Nullable Object>> all = new ArrayList<>();
        for (String table : List.of("person", "auction", "bid")) {
            Batch rows = rows(events, table);
            for (int i = 0; i < rows.size(); i++) {
                all.add(rows.row(i));
            }
        }
        return all;
    }

    private static double share(long[] values, java.util.function.LongPredicate which) {
        return (double) java.util.Arrays.stream(values).filter(which).count() / values.length;
    }

    @Test
    void ofFiftyEventsOneIsAPersonAndThreeAreAuctions() {
        assertEquals(EVENTS / 50, rows(MANY, "person").size());
        assertEquals(EVENTS / 50 * 3, rows(MANY, "auction").size());
        assertEquals(EVENTS / 50 * 46, rows(MANY, "bid").size());
    }

    @Test
    void numbersOfPeopleAndAuctionsFollowEachOther() {
        for (String table : List.of("person", "auction")) {
            long[] ids = longs(rows(MANY, table), "id");
            for (int i = 0; i < ids.length; i++) {
                assertEquals(1000 + i, ids[i]);
            }
        }
    }

    @Test
    void halfOfTheBidsAndThreeOfFourBiddersAndSellersAreHot() {
        Batch bids = rows(MANY, "bid");

        assertEquals(0.5, share(longs(bids, "auction"), id -> id % 100 == 0), 0.02);
        assertEquals(0.75, share(longs(bids, "bidder"), id -> id % 100 == 1), 0.02);
        assertEquals(
                0.75, share(longs(rows(MANY, "auction"), "seller"), id -> id % 100 == 0), 0.02);
    }

    @Test
    void halfOfTheChannelsAreFourAndRareOnesAreMostlyNamedInTheUrl() {
        Batch bids = rows(MANY, "bid");
        BytesColumn channels = (BytesColumn) bids.column(3);
        BytesColumn urls = (BytesColumn) bids.column(4);
        int rare = 0;
        int named = 0;
        Set<String> hot = new HashSet<>();
        for (int i = 0; i < bids.size(); i++) {
            boolean isNamed = urls.text(i).contains("&channel_id=");
            if (channels.text(i).startsWith("channel-")) {
                rare++;
                named += isNamed ? 1 : 0;
            } else {
                hot.add(channels.text(i));
                assertTrue(!isNamed, urls.text(i));
            }
        }

        assertEquals(0.5, (double) rare / bids.size(), 0.02);
        assertEquals(0.9, (double) named / rare, 0.02);
        assertEquals(Set.of("Google", "Facebook", "Baidu", "Apple"), hot);
    }

    @Test
    void eventsAreAboutAsLongAsPublished() {
        assertEquals(100, averageBytes("bid", 32, "extra"), 5);
        assertEquals(500, averageBytes("auction", 48, "item_name", "description", "extra"), 25);
    }

    private static double averageBytes(String table, int numbers, String... texts) {
        Batch rows = rows(MANY, table);
        double bytes = numbers;
        for (String text : texts) {
            BytesColumn column = (BytesColumn) rows.column(rows.schema().indexOf(text));
            bytes += (double) column.offsets()[rows.size()] / rows.size();
        }
        return bytes;
    }

    @Test
    void timesFollowTheRateAndAuctionsEndAfterTheyBegin() {
        long[] times = longs(rows(MANY, "bid"), "date_time");
        Batch auctions = rows(MANY, "auction");
        long[] begins = longs(auctions, "date_time");
        long[] ends = longs(auctions, "expires");

        assertEquals(EVENTS / 10_000.0, (times[times.length - 1] - times[0]) / 1e6, 0.01);
        for (int i = 0; i < begins.length; i++) {
            assertTrue(ends[i] > begins[i]);
        }
    }

    @Test
    void theSameSeedMakesTheSameEventsWhateverTheTicks() {
        NexmarkShape shape = NexmarkShape.of(3, 2000);
        NexmarkEvents one = NexmarkEvents.of(shape, 2000);
        NexmarkEvents many = NexmarkEvents.of(shape, 7);

        assertEquals(all(one), all(many));
        assertArrayEquals(one.streams(), many.streams());
        assertTrue(!all(one).equals(all(NexmarkEvents.of(NexmarkShape.of(4, 2000), 2000))));
    }

    @Test
    void disorderMovesEventsAndChangesNone() {
        NexmarkEvents ordered = NexmarkEvents.of(NexmarkShape.of(3, 5000), 100);
        NexmarkEvents mixed = NexmarkEvents.of(new NexmarkShape(3, 5000, 10_000, 100), 100);
        long[] times = longs(rows(mixed, "bid"), "date_time");

        assertEquals(Set.copyOf(all(ordered)), Set.copyOf(all(mixed)));
        assertTrue(
                Stream.iterate(1, i -> i < times.length, i -> i + 1)
                        .anyMatch(i -> times[i] < times[i - 1]));
    }

    @Test
    void refusesDisorderThatWouldMakeEventsLate() {
        assertThrows(IllegalArgumentException.class, () -> new NexmarkShape(1, 10, 100, 400));
    }
}
