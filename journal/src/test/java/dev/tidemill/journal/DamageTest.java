package dev.tidemill.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageTest {
    private static final JournalOptions ONE_SEGMENT =
            JournalOptions.defaults().withPreallocateBytes(0);

    @TempDir Path directory;

    @Test
    void cutsATornTailAtEveryByteOfTheLastCommit() throws IOException {
        Path original = directory.resolve("original");
        long sealed = write(original, ONE_SEGMENT, 6);
        write(original, ONE_SEGMENT, 7);
        Path segment = Ticks.segments(original).getFirst();
        byte[] bytes = Files.readAllBytes(segment);
        for (int end = (int) sealed; end < bytes.length; end++) {
            Path copy = place(segment, Arrays.copyOf(bytes, end));
            checkCut(copy, 6, end > sealed);
        }
    }

    @Test
    void cutsATailTornIntoTheZerosWrittenAhead() throws IOException {
        Path original = directory.resolve("original");
        long sealed = write(original, ONE_SEGMENT, 6);
        write(original, ONE_SEGMENT, 7);
        Path segment = Ticks.segments(original).getFirst();
        byte[] bytes = Files.readAllBytes(segment);
        // The commit's last byte is padding, so the frames are whole without it.
        int lastSet = bytes.length;
        while (bytes[lastSet - 1] == 0) {
            lastSet--;
        }
        for (int end = (int) sealed; end < lastSet; end++) {
            byte[] torn = Arrays.copyOf(bytes, bytes.length + 1_000);
            Arrays.fill(torn, end, torn.length, (byte) 0);
            checkCut(place(segment, torn), 6, Arrays.mismatch(torn, bytes) > sealed);
        }
    }

    private void checkCut(Path copy, long lastTick, boolean cut) throws IOException {
        try (Journal journal = Journal.open(copy, ONE_SEGMENT)) {
            assertEquals(lastTick, journal.stats().lastTick());
            if (cut) {
                assertTrue(journal.tailCut().isPresent());
            }
            Ticks.commit(journal, lastTick + 1, lastTick + 2);
        }
        try (Journal journal = Journal.open(copy, ONE_SEGMENT)) {
            assertTrue(journal.tailCut().isEmpty());
            assertEquals(Ticks.expected(1, lastTick + 2), Ticks.replayed(journal, 0));
        }
    }

    @Test
    void refusesAFlippedBitInTheMiddleAndNamesItsPlace() throws IOException {
        Path original = directory.resolve("original");
        long sealed = write(original, ONE_SEGMENT, 20);
        write(original, ONE_SEGMENT, 21);
        Path segment = Ticks.segments(original).getFirst();
        byte[] bytes = Files.readAllBytes(segment);
        var random = new Random(20010101);
        for (int run = 0; run < 300; run++) {
            int at = SegmentHeader.BYTES + random.nextInt((int) sealed - SegmentHeader.BYTES);
            byte[] flipped = flip(bytes, at, random);
            Path copy = place(segment, flipped);
            if (isPadding(bytes, flipped)) {
                continue;
            }
            JournalCorruptException refused =
                    assertThrows(
                            JournalCorruptException.class,
                            () -> Journal.open(copy, ONE_SEGMENT),
                            () -> "bit flipped at byte " + at);
            assertTrue(refused.position() <= at, refused.getMessage());
            assertTrue(at - refused.position() < 400, refused.getMessage());
            assertEquals(flipped.length, Files.size(Ticks.segments(copy).getFirst()));
        }
    }

    /** Padding is under no checksum, and harmless. */
    private boolean isPadding(byte[] bytes, byte[] flipped) throws IOException {
        int at = Arrays.mismatch(bytes, flipped);
        if (bytes[at] != 0) {
            return false;
        }
        try (Journal journal = Journal.open(directory.resolve("copy"), ONE_SEGMENT)) {
            assertEquals(Ticks.expected(1, 21), Ticks.replayed(journal, 0));
            return true;
        } catch (JournalCorruptException e) {
            return false;
        }
    }

    @Test
    void cutsAFlippedBitInTheLastSeal() throws IOException {
        Path original = directory.resolve("original");
        write(original, ONE_SEGMENT, 6);
        Path segment = Ticks.segments(original).getFirst();
        byte[] bytes = Files.readAllBytes(segment);
        int seal =
                bytes.length
                        - (int)
                                FrameHeader.align(
                                        FrameHeader.BYTES
                                                + SealFrame.FIXED_BYTES
                                                + Ticks.seal(6).payload().remaining());
        for (int at = seal; at < seal + FrameHeader.BYTES; at++) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= 0x10;
            checkCut(place(segment, flipped), 5, true);
        }
    }

    @Test
    void refusesAFlippedBitInARecordWhoseSealIsGood() throws IOException {
        Path original = directory.resolve("original");
        try (Journal journal = Journal.open(original, ONE_SEGMENT)) {
            journal.commit(List.of(JournalRecord.of(new byte[2_000])), Ticks.seal(1));
        }
        Path segment = Ticks.segments(original).getFirst();
        byte[] flipped = Files.readAllBytes(segment);
        flipped[SegmentHeader.BYTES + 20] ^= 1;
        Arrays.fill(flipped, SegmentHeader.BYTES + FrameHeader.BYTES, 2_040, (byte) 7);
        Path copy = place(segment, flipped);
        assertThrows(JournalCorruptException.class, () -> Journal.open(copy, ONE_SEGMENT));
    }

    @Test
    void cutsACommitThatLostASectorButNotItsSeal() throws IOException {
        Path original = directory.resolve("original");
        try (Journal journal = Journal.open(original, ONE_SEGMENT)) {
            Ticks.commit(journal, 1, 3);
            byte[] ones = new byte[3_000];
            Arrays.fill(ones, (byte) 1);
            journal.commit(List.of(JournalRecord.of(ones)), Ticks.seal(4));
        }
        Path segment = Ticks.segments(original).getFirst();
        byte[] torn = Files.readAllBytes(segment);
        int sector = (torn.length - 1_500) / 512 * 512;
        Arrays.fill(torn, sector, sector + 512, (byte) 0);
        checkCut(place(segment, torn), 3, true);
    }

    @Test
    void refusesALostSectorOfACommitThatAnotherOneFollowed() throws IOException {
        Path original = directory.resolve("original");
        write(original, ONE_SEGMENT, 30);
        Path segment = Ticks.segments(original).getFirst();
        byte[] torn = Files.readAllBytes(segment);
        Arrays.fill(torn, 1_024, 1_536, (byte) 0);
        Path copy = place(segment, torn);
        assertThrows(JournalCorruptException.class, () -> Journal.open(copy, ONE_SEGMENT));
    }

    @Test
    void refusesDamageInASegmentThatAnotherOneFollows() throws IOException {
        write(directory, Ticks.SMALL, 60);
        Path second = Ticks.segments(directory).get(1);
        byte[] bytes = Files.readAllBytes(second);
        bytes[bytes.length / 2] ^= 4;
        Files.write(second, bytes);
        try (Journal journal = Journal.open(directory, Ticks.SMALL)) {
            JournalCorruptException refused =
                    assertThrows(JournalCorruptException.class, () -> Ticks.replayed(journal, 0));
            assertEquals(second.getFileName().toString(), refused.file());
            assertTrue(refused.position() <= bytes.length / 2);
        }
    }

    @Test
    void refusesAMissingOrShortenedSegment() throws IOException {
        write(directory, Ticks.SMALL, 60);
        Path second = Ticks.segments(directory).get(1);
        byte[] bytes = Files.readAllBytes(second);
        for (int kept : new int[] {SegmentHeader.BYTES, bytes.length / 2, bytes.length - 8}) {
            Files.write(second, Arrays.copyOf(bytes, kept));
            refusesReplay();
        }
        Files.delete(second);
        refusesReplay();
    }

    private void refusesReplay() throws IOException {
        try (Journal journal = Journal.open(directory, Ticks.SMALL)) {
            assertThrows(JournalCorruptException.class, () -> Ticks.replayed(journal, 0));
        }
    }

    @Test
    void refusesFilesThatAreNoSegments() throws IOException {
        var random = new Random(7);
        for (int size : new int[] {0, 1, 39, 40, 41, 1_000, 100_000}) {
            byte[] garbage = new byte[size];
            random.nextBytes(garbage);
            Path copy = place(Path.of("0000000000000000001.journal"), garbage);
            assertThrows(JournalFormatException.class, () -> Journal.open(copy, ONE_SEGMENT));
        }
    }

    @Test
    void cutsGarbageBehindTheLastSeal() throws IOException {
        Path original = directory.resolve("original");
        long sealed = write(original, ONE_SEGMENT, 5);
        Path segment = Ticks.segments(original).getFirst();
        byte[] bytes = Files.readAllBytes(segment);
        for (long seed = 0; seed < 50; seed++) {
            var random = new Random(seed);
            byte[] garbage = new byte[1 + random.nextInt(2_000)];
            random.nextBytes(garbage);
            byte[] spoiled = Arrays.copyOf(bytes, bytes.length + garbage.length);
            System.arraycopy(garbage, 0, spoiled, (int) sealed, garbage.length);
            checkCut(place(segment, spoiled), 5, true);
        }
    }

    @Test
    void refusesAVersionItDoesNotKnowAndARenamedSegment() throws IOException {
        Path original = directory.resolve("original");
        write(original, ONE_SEGMENT, 2);
        Path segment = Ticks.segments(original).getFirst();
        byte[] bytes = Files.readAllBytes(segment);
        Path renamed = place(Path.of("0000000000000000009.journal"), bytes);
        assertThrows(JournalFormatException.class, () -> Journal.open(renamed, ONE_SEGMENT));
        bytes[8] = 2;
        Path newer = place(segment, bytes);
        JournalFormatException refused =
                assertThrows(JournalFormatException.class, () -> Journal.open(newer, ONE_SEGMENT));
        assertTrue(refused.toString().contains("format version 2"), refused.getMessage());
    }

    @Test
    void removesASegmentThatWasBeingCreated() throws IOException {
        write(directory, ONE_SEGMENT, 3);
        Files.write(directory.resolve("0000000000000000099.journal.unfinished"), new byte[7]);
        try (Journal journal = Journal.open(directory, ONE_SEGMENT)) {
            assertEquals(3, journal.stats().lastTick());
        }
        assertEquals(1, Ticks.segments(directory).size());
    }

    /** Continues the journal through this tick; the answer is where its last segment ends. */
    private static long write(Path place, JournalOptions options, long throughTick)
            throws IOException {
        try (Journal journal = Journal.open(place, options)) {
            Ticks.commit(journal, journal.stats().lastTick() + 1, throughTick);
            return journal.stats().bytes();
        }
    }

    private Path place(Path segment, byte[] bytes) throws IOException {
        Path copy = Ticks.empty(directory.resolve("copy"));
        Files.write(copy.resolve(segment.getFileName()), bytes);
        return copy;
    }

    private static byte[] flip(byte[] bytes, int at, Random random) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }
}
