package dev.tidemill.node.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.transaction.TransactionWords.Begin;
import dev.tidemill.node.transaction.TransactionWords.Commit;
import dev.tidemill.node.transaction.TransactionWords.Modes;
import dev.tidemill.node.transaction.TransactionWords.Release;
import dev.tidemill.node.transaction.TransactionWords.Rollback;
import dev.tidemill.node.transaction.TransactionWords.RollbackTo;
import dev.tidemill.node.transaction.TransactionWords.Savepoint;
import dev.tidemill.node.transaction.TransactionWords.SetDefaults;
import dev.tidemill.node.transaction.TransactionWords.SetModes;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TransactionWordsTest {
    private static void assertReads(TransactionWords wanted, String... texts) {
        for (String text : texts) {
            assertEquals(Optional.of(wanted), TransactionWords.of(text), text);
        }
    }

    @Test
    void readsWhatPostgresReads() {
        Modes none = new Modes(null, null);
        assertReads(new Begin(none), "BEGIN", "begin work;", "START TRANSACTION", "/* x */ Begin");
        assertReads(
                new Begin(new Modes(Isolation.REPEATABLE_READ, true)),
                "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
                "START TRANSACTION READ ONLY ISOLATION LEVEL REPEATABLE READ NOT DEFERRABLE");
        assertReads(
                new Begin(new Modes(Isolation.READ_COMMITTED, false)),
                "BEGIN TRANSACTION ISOLATION LEVEL READ UNCOMMITTED READ WRITE -- so");
        assertReads(new Commit(false), "COMMIT", "END TRANSACTION", "commit and no chain");
        assertReads(new Commit(true), "COMMIT AND CHAIN");
        assertReads(new Rollback(false), "ROLLBACK", "ABORT WORK;");
        assertReads(new Savepoint("a"), "SAVEPOINT A", "savepoint \"a\"");
        assertReads(new Savepoint("A b"), "SAVEPOINT \"A b\"");
        assertReads(new RollbackTo("a"), "ROLLBACK TO a", "ROLLBACK WORK TO SAVEPOINT a");
        assertReads(new Release("a"), "RELEASE a", "RELEASE SAVEPOINT a");
        assertReads(new SetModes(new Modes(null, true)), "SET TRANSACTION READ ONLY");
        assertReads(
                new SetDefaults(new Modes(Isolation.READ_COMMITTED, null)),
                "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED");
    }

    @Test
    void leavesOtherStatementsBe() {
        for (String other :
                List.of("SELECT 1", "SET search_path = x", "", ";", "-- BEGIN", "starting", "\"")) {
            assertEquals(Optional.empty(), TransactionWords.of(other), other);
        }
    }

    @Test
    void refusesWhatItCannotGive() {
        assertEquals(
                ErrorCode.UNSUPPORTED_SQL,
                assertThrows(
                                TidemillException.class,
                                () -> TransactionWords.of("BEGIN ISOLATION LEVEL SERIALIZABLE"))
                        .errorCode());
        for (String bad :
                List.of(
                        "BEGIN NOW",
                        "COMMIT AND",
                        "SAVEPOINT",
                        "SAVEPOINT a b",
                        "ROLLBACK TO 7",
                        "SET TRANSACTION ISOLATION LEVEL",
                        "COMMIT PREPARED 'x'")) {
            assertEquals(
                    ErrorCode.SYNTAX_ERROR,
                    assertThrows(TidemillException.class, () -> TransactionWords.of(bad), bad)
                            .errorCode(),
                    bad);
        }
    }

    @Test
    void meetsGarbage() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] words = {
            "BEGIN", "COMMIT", "TO", "\"", "'", "/*", "--", ";", ",", "SAVEPOINT", "x", "AND", "\n"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(6); n >= 0; n--) {
                text.append(words[random.nextInt(words.length)])
                        .append(random.nextBoolean() ? " " : "");
            }
            try {
                TransactionWords.of(text.toString());
            } catch (TidemillException e) {
                assertEquals(ErrorCode.SYNTAX_ERROR, e.errorCode(), "seed " + seed + ": " + text);
            }
        }
    }
}
