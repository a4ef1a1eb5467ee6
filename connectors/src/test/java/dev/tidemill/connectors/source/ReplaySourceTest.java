package dev.tidemill.connectors.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.connectors.source.ReplaySource.Options;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplaySourceTest {
    private static final Schema FILE =
            Schema.of(
                    Field.of("departed_at", Type.TIMESTAMP),
                    Field.of("arrival_delay_min", Type.INTEGER),
                    Field.of("distance_mi", Type.INTEGER),
                    Field.of("origin", Type.TEXT),
                    Field.of("destination", Type.TEXT));
    private static final long DAY = 86_400_000_000L;
    private static final long START =
            LocalDateTime.of(2001, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC) * 1_000_000L;

    private static ReplayLog log(int flights, long cycles) {
        BatchBuilder file = new BatchBuilder(FILE, flights);
        Random random = new Random(7);
        long last = START;
        for (int i = 0; i < flights; i++) {
            last = START + (31 * DAY - 60_000_000L) / flights * (i + 1);
            file.add(
                    1,
                    last / 60_000_000L * 60_000_000L,
                    i % 10 == 0 ? null : random.nextInt(60) - 10,
                    random.nextInt(3000),
                    "A" + i % 26,
                    "B" + i % 17);
        }
        return new ReplayLog(
                file.build(),
                List.of(
                        new ReplayStream(
                                "departures",
                                SourceBatch.Write.INSERT,
                                rows -> rows.select(5, 3, 0, 0)),
                        new ReplayStream(
                                "arrivals", SourceBatch.Write.INSERT, ReplaySourceTest::arrivals)),
                cycles);
    }

    /** Half an hour and eight seconds a mile later. */
    private static Batch arrivals(Batch rows) {
        long[] arrived = new long[rows.size()];
        for (int i = 0; i < arrived.length; i++) {
            long departed = ((LongColumn) rows.column(0)).values()[i];
            int miles = ((IntColumn) rows.column(2)).values()[i];
            arrived[i] = departed + 1_800_000_000L + miles * 8_000_000L;
        }
        Column times = new LongColumn(Type.TIMESTAMP, arrived.length, arrived, null);
        Schema schema =
                rows.schema()
                        .select(5, 3)
                        .concat(
                                Schema.of(
                                        Field.of("arrived_at", Type.TIMESTAMP),
                                        Field.of("time", Type.TIMESTAMP)));
        return Batch.insertions(schema, rows.column(5), rows.column(3), times, times);
    }

    private static List<String> texts(ReplayEvents.Events events) {
        List<String> texts = new ArrayList<>();
        add(events.rows().get(0), "departed", texts);
        add(events.rows().get(1), "arrived", texts);
        return texts;
    }

    private static void add(Batch rows, String what, List<String> texts) {
        for (int row = 0; row < rows.size(); row++) {
            Object time = rows.column(2).value(row);
            texts.add(what + " " + rows.column(0).value(row) + " at " + time);
        }
    }

    @Test
    void tellsEachFlightOnceAndInEventTimeOrder() {
        ReplayEvents events = new ReplayEvents(log(500, 3), null);
        Set<String> seen = new HashSet<>();
        long reached = Long.MIN_VALUE;
        int count = 0;
        while (!events.isFinished()) {
            ReplayEvents.Events next = events.next(Long.MAX_VALUE, 37);
            for (String text : texts(next)) {
                assertTrue(seen.add(text), text);
                long time = Long.parseLong(text.substring(text.lastIndexOf(' ') + 1));
                assertTrue(time >= reached && time <= next.eventTimeMicros(), text);
            }
            reached = next.eventTimeMicros();
            count += next.size();
        }
        assertEquals(2 * 3 * 500, count);
        assertEquals(2 * 3 * 500, seen.size());
        assertTrue(seen.stream().anyMatch(text -> text.startsWith("arrived 1500 ")));
    }

    @Test
    void resumesExactlyWhereItWasKilled() {
        Random random = new Random(11);
        ReplayEvents whole = new ReplayEvents(log(300, 2), null);
        List<String> expected = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        byte @Nullable [] position = null;
        while (!whole.isFinished()) {
            int rows = random.nextInt(1, 50);
            ReplayEvents.Events next = whole.next(Long.MAX_VALUE, rows);
            expected.addAll(texts(next));
            ReplayEvents reopened = new ReplayEvents(log(300, 2), position);
            ReplayEvents.Events again = reopened.next(Long.MAX_VALUE, rows);
            actual.addAll(texts(again));
            assertArrayEquals(next.position(), again.position());
            position = again.position();
        }
        assertEquals(expected, actual);
    }

    @Test
    void refusesToGoOnInAnotherFile() {
        byte[] position = new ReplayEvents(log(300, 2), null).next(Long.MAX_VALUE, 20).position();
        assertEquals(
                20,
                new ReplayEvents(log(300, 5), position).next(Long.MAX_VALUE, 20).size(),
                "how often it is told may change");
        for (ReplayLog other : List.of(log(301, 2), log(299, 2))) {
            TidemillException refused =
                    assertThrows(TidemillException.class, () -> new ReplayEvents(other, position));
            assertEquals(ErrorCode.DEFINITION_CHANGED, refused.errorCode());
        }
        assertThrows(
                TidemillException.class, () -> new ReplayEvents(log(300, 2), new byte[] {7, 1}));
        assertThrows(TidemillException.class, () -> new ReplayEvents(log(300, 2), new byte[0]));
    }

    @Test
    void loadsTheFirstDaysAtOnceAndThenKeepsToTheClock() {
        AtomicLong nanos = new AtomicLong(5);
        ReplaySource source =
                new ReplaySource(
                        "replay",
                        log(3100, ReplayLog.FOREVER),
                        new ReplayPacer(nanos::get, 3600),
                        new Options(Duration.ofDays(7), 100),
                        null);
        assertEquals(Source.State.LOADING, source.state());
        long rows = 0;
        for (SourceBatch batch; (batch = source.poll()) != null; ) {
            rows += batch.size();
            assertTrue(batch.eventTimeMicros() <= START + 7 * DAY);
        }
        assertTrue(rows > 1360 && rows <= 1400, "rows " + rows);
        assertEquals(Source.State.RUNNING, source.state());
        assertTrue(source.nanosUntilDue() > 0);
        nanos.addAndGet(source.nanosUntilDue());
        assertNotNull(source.poll());
        nanos.addAndGet(24_000_000_000L); // one day of event time at 3600 times
        rows = 0;
        for (SourceBatch batch; (batch = source.poll()) != null; ) {
            rows += batch.size();
        }
        assertTrue(rows > 190 && rows < 210, "rows " + rows);
        source.pacer().pause();
        nanos.addAndGet(24_000_000_000L);
        assertNull(source.poll());
        source.pacer().resume();
        assertNull(source.poll());
        source.pacer().changeSpeed(ReplayPacer.SPEED_MAX, source.reachedMicros());
        assertNotNull(source.poll());
    }
}
