package dev.tidemill.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.journal.io.DirectoryStorage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailingDiskTest {
    @TempDir Path directory;

    @SuppressWarnings("NullAway.Init")
    private FaultyStorage storage;

    @BeforeEach
    void openStorage() throws IOException {
        storage = new FaultyStorage(new DirectoryStorage(directory));
    }

    @Test
    void refusesACommitOnAFullDiskAndTakesTheNextOne() throws IOException {
        for (long free = 0; free < 900; free += 9) {
            Path place = directory.resolve("free-" + free);
            storage = new FaultyStorage(new DirectoryStorage(place));
            try (Journal journal = Journal.open(storage, JournalOptions.defaults())) {
                storage.freeBytes = Long.MAX_VALUE;
                Ticks.commit(journal, 1, 5);
                storage.freeBytes = free;
                boolean refused = tryCommit(journal, 6);
                storage.freeBytes = Long.MAX_VALUE;
                assertEquals(Ticks.expected(1, refused ? 5 : 6), Ticks.replayed(journal, 0));
                Ticks.commit(journal, refused ? 6 : 7, 8);
            }
            try (Journal journal = Journal.open(place, JournalOptions.defaults())) {
                assertTrue(journal.tailCut().isEmpty());
                assertEquals(Ticks.expected(1, 8), Ticks.replayed(journal, 0));
            }
        }
    }

    private static boolean tryCommit(Journal journal, long tick) {
        try {
            Ticks.commit(journal, tick, tick);
            return false;
        } catch (JournalFullException e) {
            return true;
        }
    }

    @Test
    void refusesANewSegmentOnAFullDiskAndStartsItLater() throws IOException {
        try (Journal journal = Journal.open(storage, Ticks.SMALL.withSegmentBytes(64))) {
            Ticks.commit(journal, 1, 3);
            storage.freeBytes = 0;
            assertThrows(JournalFullException.class, () -> Ticks.commit(journal, 4, 4));
            assertEquals(Ticks.expected(1, 3), Ticks.replayed(journal, 0));
            storage.freeBytes = 20;
            assertThrows(JournalFullException.class, () -> Ticks.commit(journal, 4, 4));
            storage.freeBytes = Long.MAX_VALUE;
            Ticks.commit(journal, 4, 6);
            assertEquals(Ticks.expected(1, 6), Ticks.replayed(journal, 0));
        }
        assertEquals(6, Ticks.segments(directory).size());
    }

    @Test
    void acceptsNothingAfterAFailedFsync() throws IOException {
        try (Journal journal = Journal.open(storage, Ticks.SMALL)) {
            Ticks.commit(journal, 1, 5);
            storage.failForce = true;
            assertThrows(JournalFailedException.class, () -> Ticks.commit(journal, 6, 6));
            storage.failForce = false;
            assertThrows(JournalFailedException.class, () -> Ticks.commit(journal, 6, 6));
            assertEquals(5, journal.stats().lastTick());
            assertEquals(Ticks.expected(1, 5), Ticks.replayed(journal, 0));
        }
        try (Journal journal = Journal.open(directory, Ticks.SMALL)) {
            long last = journal.stats().lastTick();
            assertTrue(last >= 5);
            assertEquals(Ticks.expected(1, last), Ticks.replayed(journal, 0));
        }
    }

    @Test
    void failsWhenTheFsyncOfANewSegmentFailsWhateverTheReason() throws IOException {
        for (boolean ofDirectory : new boolean[] {true, false}) {
            Path place = directory.resolve("directory-" + ofDirectory);
            storage = new FaultyStorage(new DirectoryStorage(place));
            try (Journal journal = Journal.open(storage, Ticks.SMALL.withSegmentBytes(64))) {
                Ticks.commit(journal, 1, 3);
                storage.freeBytes = 1_000;
                storage.forceFailure = "No space left on device";
                storage.failForce = !ofDirectory;
                storage.directoryForceFailure = ofDirectory ? "No space left on device" : null;
                assertThrows(JournalFailedException.class, () -> Ticks.commit(journal, 4, 4));
                storage.failForce = false;
                storage.directoryForceFailure = null;
                storage.freeBytes = Long.MAX_VALUE;
                assertThrows(JournalFailedException.class, () -> Ticks.commit(journal, 4, 4));
            }
            try (Journal journal = Journal.open(place, Ticks.SMALL)) {
                assertEquals(Ticks.expected(1, 3), Ticks.replayed(journal, 0));
                Ticks.commit(journal, 4, 6);
                assertEquals(Ticks.expected(1, 6), Ticks.replayed(journal, 0));
            }
        }
    }

    @Test
    void putsOnDiskWhatItReplays() throws IOException {
        try (Journal journal = Journal.open(storage, Ticks.SMALL)) {
            Ticks.commit(journal, 1, 5);
        }
        storage.forces = 0;
        try (Journal journal = Journal.open(storage, Ticks.SMALL)) {
            assertTrue(storage.forces > 0, "the last seal may be in memory only");
            assertEquals(Ticks.expected(1, 5), Ticks.replayed(journal, 0));
        }
    }

    @Test
    void failsWhenAFailedWriteCannotBeTakenBack() throws IOException {
        try (Journal journal = Journal.open(storage, Ticks.SMALL)) {
            Ticks.commit(journal, 1, 5);
            storage.freeBytes = 10;
            storage.failTruncate = true;
            assertThrows(JournalFailedException.class, () -> Ticks.commit(journal, 6, 6));
            storage.freeBytes = Long.MAX_VALUE;
            assertThrows(JournalFailedException.class, () -> Ticks.commit(journal, 6, 6));
        }
        try (Journal journal = Journal.open(directory, Ticks.SMALL)) {
            assertEquals(Ticks.expected(1, 5), Ticks.replayed(journal, 0));
        }
    }

    @Test
    void failsOnAWriteErrorThatIsNotAFullDisk() throws IOException {
        try (Journal journal = Journal.open(storage, Ticks.SMALL)) {
            storage.failWrite = true;
            assertThrows(JournalFailedException.class, () -> Ticks.commit(journal, 1, 1));
        }
    }
}
