package dev.tidemill.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.journal.io.DirectoryStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir Path directory;

    @Test
    void replaysWhatWasCommittedInTheSameTicks() throws IOException {
        try (Journal journal = Journal.open(directory, JournalOptions.defaults())) {
            Ticks.commit(journal, 1, 50);
            assertEquals(Ticks.expected(1, 50), Ticks.replayed(journal, 0));
        }
        try (Journal journal = Journal.open(directory, JournalOptions.defaults())) {
            assertEquals(50, journal.stats().lastTick());
            assertTrue(journal.tailCut().isEmpty());
            Ticks.commit(journal, 51, 60);
            assertEquals(Ticks.expected(1, 60), Ticks.replayed(journal, 0));
        }
    }

    @Test
    void replaysOnlyTheTicksAfterTheCheckpoint() throws IOException {
        try (Journal journal = Journal.open(directory, Ticks.SMALL)) {
            Ticks.commit(journal, 1, 50);
            for (long after = 0; after <= 50; after++) {
                assertEquals(Ticks.expected(after + 1, 50), Ticks.replayed(journal, after));
            }
        }
    }

    @Test
    void commitsATickWithOneFsync() throws IOException {
        var storage = new FaultyStorage(new DirectoryStorage(directory));
        try (Journal journal = Journal.open(storage, JournalOptions.defaults())) {
            int before = storage.forces;
            journal.commit(Ticks.records(3), Ticks.seal(3));
            assertEquals(1, storage.forces - before);
        }
    }

    @Test
    void finishesWritesThatTheSystemShortened() throws IOException {
        var storage = new FaultyStorage(new DirectoryStorage(directory));
        storage.shortestWrite = 7;
        try (Journal journal = Journal.open(storage, Ticks.SMALL)) {
            Ticks.commit(journal, 1, 20);
            assertEquals(Ticks.expected(1, 20), Ticks.replayed(journal, 0));
        }
    }

    @Test
    void leavesTheCallersBuffersAsTheyWere() throws IOException {
        try (Journal journal = Journal.open(directory, JournalOptions.defaults())) {
            List<JournalRecord> records = Ticks.records(2);
            long bytes = records.stream().mapToLong(JournalRecord::bytes).sum();
            journal.commit(records, Ticks.seal(2));
            assertEquals(bytes, records.stream().mapToLong(JournalRecord::bytes).sum());
        }
    }

    @Test
    void startsANewSegmentOnlyBetweenTicks() throws IOException {
        try (Journal journal = Journal.open(directory, Ticks.SMALL.withSegmentBytes(64))) {
            Ticks.commit(journal, 1, 10);
            assertEquals(10, journal.stats().segments());
            assertEquals(Ticks.expected(1, 10), Ticks.replayed(journal, 0));
        }
    }

    @Test
    void beginsANewSegmentWhenAskedSoThatAllBeforeCanBeDropped() throws IOException {
        try (Journal journal = Journal.open(directory, JournalOptions.defaults())) {
            Ticks.commit(journal, 1, 10);
            journal.rollAtNextCommit();
            journal.dropBefore(10);
            assertEquals(1, journal.stats().firstTick(), "it is still the newest segment");
            Ticks.commit(journal, 11, 20);
            assertEquals(2, journal.stats().segments());
            journal.dropBefore(10);
            assertEquals(11, journal.stats().firstTick());
            assertEquals(Ticks.expected(11, 20), Ticks.replayed(journal, 10));
        }
    }

    @Test
    void dropsWholeSegmentsThatTheCheckpointCovers() throws IOException {
        try (Journal journal = Journal.open(directory, Ticks.SMALL)) {
            Ticks.commit(journal, 1, 100);
            int before = journal.stats().segments();
            journal.dropBefore(60);
            JournalStats after = journal.stats();
            assertTrue(after.segments() < before, after.toString());
            assertTrue(after.firstTick() <= 61, after.toString());
            assertEquals(after.segments(), Ticks.segments(directory).size());
            assertEquals(Ticks.expected(61, 100), Ticks.replayed(journal, 60));
        }
        try (Journal journal = Journal.open(directory, Ticks.SMALL)) {
            assertEquals(Ticks.expected(61, 100), Ticks.replayed(journal, 60));
            assertThrows(JournalCorruptException.class, () -> Ticks.replayed(journal, 0));
        }
    }

    @Test
    void keepsItsTickNumberWhenEverySegmentIsCovered() throws IOException {
        try (Journal journal = Journal.open(directory, Ticks.SMALL)) {
            Ticks.commit(journal, 1, 40);
            journal.dropBefore(1_000);
            assertEquals(1, journal.stats().segments());
        }
        try (Journal journal = Journal.open(directory, Ticks.SMALL)) {
            assertEquals(40, journal.stats().lastTick());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> journal.commit(List.of(), Seal.of(40, 0)));
            Ticks.commit(journal, 41, 42);
        }
    }

    @Test
    void countsTheBytesOfItsFiles() throws IOException {
        try (Journal journal = Journal.open(directory, Ticks.SMALL)) {
            Ticks.commit(journal, 1, 40);
            long onDisk = 0;
            for (Path file : Ticks.segments(directory)) {
                onDisk += Files.size(file);
            }
            assertEquals(onDisk, journal.stats().bytes());
        }
    }

    @Test
    void refusesARecordAboveItsBound() throws IOException {
        JournalOptions options = JournalOptions.defaults().withMaxRecordBytes(100);
        try (Journal journal = Journal.open(directory, options)) {
            List<JournalRecord> large = List.of(JournalRecord.of(new byte[101]));
            assertThrows(
                    IllegalArgumentException.class, () -> journal.commit(large, Seal.of(1, 0)));
            journal.commit(List.of(JournalRecord.of(new byte[100])), Seal.of(1, 0));
        }
    }

    @Test
    void keepsATickLargerThanASegment() throws IOException {
        byte[] large = new byte[3 << 20];
        try (Journal journal = Journal.open(directory, Ticks.SMALL)) {
            journal.commit(List.of(JournalRecord.of(large)), Seal.of(1, 0));
            Ticks.commit(journal, 2, 3);
        }
        try (Journal journal = Journal.open(directory, Ticks.SMALL)) {
            assertEquals(Ticks.expected(2, 3), Ticks.replayed(journal, 1));
            assertEquals(3, journal.stats().lastTick());
        }
    }

    @Test
    void doesNotCutZerosThatWereWrittenAhead() throws IOException {
        JournalOptions ahead = JournalOptions.defaults().withPreallocateBytes(100_000);
        for (int run = 0; run < 3; run++) {
            try (Journal journal = Journal.open(directory, ahead)) {
                assertTrue(journal.tailCut().isEmpty());
                Ticks.commit(journal, run * 10L + 1, run * 10L + 10);
                assertEquals(Ticks.expected(1, run * 10L + 10), Ticks.replayed(journal, 0));
            }
        }
    }
}
