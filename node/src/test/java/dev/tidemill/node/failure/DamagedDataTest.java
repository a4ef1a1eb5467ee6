package dev.tidemill.node.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.journal.Journal;
import dev.tidemill.journal.JournalOptions;
import dev.tidemill.journal.JournalRecord;
import dev.tidemill.journal.Seal;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.record.WatermarkSeal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data folders that cannot be opened: each says so with a code, and keeps nothing locked. */
class DamagedDataTest {
    @TempDir @Nullable Path folder;

    private Path project() {
        return java.util.Objects.requireNonNull(folder);
    }

    private Path data() {
        return project().resolve("data");
    }

    private Tidemill open() {
        return Tidemill.open(
                project(),
                TidemillOptions.defaults()
                        .withData(data())
                        .withWatching(false)
                        .withCheckpoints(Long.MAX_VALUE / 1_000_000, Long.MAX_VALUE));
    }

    private TidemillException refusal() {
        return assertThrows(TidemillException.class, this::open);
    }

    @BeforeEach
    void writeSome() throws Exception {
        Files.writeString(project().resolve("tidemill.yaml"), "name: damaged\n");
        try (Tidemill mill = open()) {
            mill.execute("CREATE TABLE t (id BIGINT PRIMARY KEY)");
            for (int i = 0; i < 20; i++) {
                mill.execute("INSERT INTO t VALUES (" + i + ")");
            }
        }
    }

    private void commit(byte... record) throws IOException {
        try (Journal journal = Journal.open(data().resolve("journal"), JournalOptions.defaults())) {
            journal.commit(
                    List.of(JournalRecord.of(ByteBuffer.wrap(record))),
                    new Seal(journal.stats().lastTick() + 1, 1, WatermarkSeal.NONE.encode()));
        }
    }

    @Test
    void namesTheTickOfARecordThatCannotBeRead() throws Exception {
        commit((byte) 1, (byte) 4, (byte) 9);
        TidemillException refused = refusal();
        assertEquals(ErrorCode.JOURNAL_CORRUPT, refused.errorCode());
        assertTrue(refused.message().contains("tick "), refused.message());
        assertEquals(ErrorCode.JOURNAL_CORRUPT, refusal().errorCode(), "not locked by the first");
    }

    @Test
    void tellsAnEntryOfANewerReleaseFromDamage() throws Exception {
        commit((byte) 1, (byte) 99);
        assertEquals(ErrorCode.DATA_DIRECTORY_VERSION, refusal().errorCode());
    }

    @Test
    void saysWhereTheJournalIsDamaged() throws Exception {
        Path segment;
        try (Stream<Path> files = Files.list(data().resolve("journal"))) {
            segment = files.findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        bytes[200] ^= 1;
        Files.write(segment, bytes);
        TidemillException refused = refusal();
        assertEquals(ErrorCode.JOURNAL_CORRUPT, refused.errorCode());
        assertTrue(
                refused.message().contains(String.valueOf(segment.getFileName())),
                refused.message());
        bytes[200] ^= 1;
        Files.write(segment, bytes);
        try (Tidemill mill = open()) {
            assertEquals(20L, mill.execute("SELECT count(*) FROM t").rows().row(0).getFirst());
        }
    }
}
