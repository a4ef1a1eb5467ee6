package dev.tidemill.node.transaction;

import static dev.tidemill.node.transaction.OltpMill.refusal;
import static dev.tidemill.node.transaction.OltpMill.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a transaction sees, what others see of it, and what becomes of it. */
class TransactionTest {
    @TempDir @Nullable Path folder;
    private @Nullable OltpMill opened;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        opened = OltpMill.in(Objects.requireNonNull(folder).resolve("project"));
        db().run("CREATE TABLE accounts (id BIGINT PRIMARY KEY, owner TEXT, balance BIGINT)");
        db().run("CREATE TABLE notes (id BIGINT PRIMARY KEY, text TEXT)");
        db().run("CREATE TABLE log (what TEXT, amount BIGINT)");
        db().run("CREATE INDEX by_owner ON accounts (owner)");
        db().run("INSERT INTO accounts VALUES (1, 'ann', 10), (2, 'bob', 20), (3, 'cyd', 30)");
    }

    @AfterEach
    void close() {
        db().close();
    }

    private OltpMill db() {
        return Objects.requireNonNull(opened);
    }

    @Test
    void readsItsOwnWritesByKeyByIndexAndByQueryAndNobodyElseDoes() throws Exception {
        try (Transaction one = db().begin()) {
            one.execute("UPDATE accounts SET owner = 'zoe', balance = balance + 5 WHERE id = 1");
            one.execute("DELETE FROM accounts WHERE id = 2");
            one.execute("INSERT INTO accounts VALUES ($1, $2, $3)", List.of(4, "zoe", 40));
            one.execute("INSERT INTO log VALUES ('paid', 5)");
            assertEquals(List.of("1|zoe|15"), rows(one, "SELECT * FROM accounts WHERE id = $1", 1));
            assertEquals(List.of(), rows(one, "SELECT * FROM accounts WHERE id = $1", 2));
            assertEquals(
                    List.of("1", "4"),
                    rows(one, "SELECT id FROM accounts WHERE owner = $1", "zoe").stream()
                            .sorted()
                            .toList());
            assertEquals(List.of(), rows(one, "SELECT id FROM accounts WHERE owner = 'ann'"));
            assertEquals(List.of("3|85"), rows(one, "SELECT count(*), sum(balance) FROM accounts"));
            assertEquals(List.of("1|5"), rows(one, "SELECT count(*), sum(amount) FROM log"));
            assertEquals(
                    List.of("UPDATE 2"),
                    List.of(
                            one.execute("UPDATE accounts SET balance = 0 WHERE owner = 'zoe'")
                                    .tag()));
            assertEquals(
                    List.of("1|ann|10", "2|bob|20", "3|cyd|30"),
                    db().rows("SELECT * FROM accounts ORDER BY id"),
                    "nothing of it is seen outside");
            try (Transaction other = db().begin()) {
                assertEquals(
                        List.of("1|ann|10"),
                        rows(other, "SELECT * FROM accounts WHERE owner = $1", "ann"));
            }
            one.rollback();
        }
        assertEquals(
                List.of("1|ann|10", "2|bob|20", "3|cyd|30"),
                db().rows("SELECT * FROM accounts ORDER BY id"));
        assertEquals(List.of("0"), db().rows("SELECT count(*) FROM log"));
    }

    @Test
    void commitsSeveralTablesInOneTickWithEachLiveTable() throws Exception {
        db().run("CREATE LIVE TABLE total AS SELECT sum(balance) AS total FROM accounts");
        db().run("CREATE LIVE TABLE logged AS SELECT count(*) AS n FROM log");
        long tick;
        try (Transaction one = db().begin()) {
            one.execute("UPDATE accounts SET balance = balance - 7 WHERE id = 1");
            one.execute("UPDATE accounts SET balance = balance + 8 WHERE id = 2");
            one.execute("INSERT INTO notes VALUES (1, 'moved')");
            one.execute("INSERT INTO log VALUES ('moved', 7), ('fee', 1)");
            assertTrue(one.hasWritten());
            assertEquals(
                    List.of("60"),
                    rows(one, "SELECT total FROM total"),
                    "a live table is as of the transaction's tick");
            tick = one.commit();
            assertEquals(Transaction.State.ENDED, one.state());
        }
        assertEquals(tick, db().tick());
        StatementResult total = db().run("SELECT total FROM total");
        assertEquals(List.of("61"), OltpMill.texts(total));
        assertEquals(tick, total.tick());
        assertEquals(List.of("2"), db().rows("SELECT n FROM logged"));
        assertEquals(List.of("moved"), db().rows("SELECT text FROM notes WHERE id = 1"));
        assertEquals(0, db().mill().verify().mismatches());
        db().reopen();
        assertEquals(List.of("61"), db().rows("SELECT total FROM total"));
        assertEquals(List.of("2"), db().rows("SELECT n FROM logged"));
    }

    @Test
    void readsOneTickHoweverManyAreMadeMeanwhile() throws Exception {
        try (Transaction one = db().begin()) {
            long tick = one.tick();
            assertEquals(List.of("60"), rows(one, "SELECT sum(balance) FROM accounts"));
            db().run("UPDATE accounts SET balance = 0");
            db().run("INSERT INTO accounts VALUES (9, 'new', 900)");
            assertEquals(List.of("60"), rows(one, "SELECT sum(balance) FROM accounts"));
            assertEquals(List.of("10"), rows(one, "SELECT balance FROM accounts WHERE id = 1"));
            assertEquals(List.of(), rows(one, "SELECT balance FROM accounts WHERE id = 9"));
            assertEquals(tick, one.tick());
            assertEquals(tick, one.commit(), "nothing was written");
        }
        assertEquals(List.of("900"), db().rows("SELECT sum(balance) FROM accounts"));
    }

    @Test
    void letsTheFirstCommitterWin() throws Exception {
        try (Transaction one = db().begin();
                Transaction two = db().begin()) {
            one.execute("UPDATE accounts SET balance = balance + 1 WHERE id = 1");
            two.execute("UPDATE accounts SET balance = balance + 1 WHERE id = 1");
            one.commit();
            TidemillException lost = assertThrows(TidemillException.class, two::commit);
            assertEquals(ErrorCode.SERIALIZATION_FAILURE, lost.errorCode());
            assertEquals("40001", lost.errorCode().sqlState());
        }
        assertEquals(List.of("11"), db().rows("SELECT balance FROM accounts WHERE id = 1"));
        try (Transaction one = db().begin()) {
            one.execute("DELETE FROM accounts WHERE id = 1");
            db().run("UPDATE accounts SET balance = 12 WHERE id = 1");
            assertEquals(
                    ErrorCode.SERIALIZATION_FAILURE,
                    assertThrows(TidemillException.class, one::commit).errorCode());
        }
        try (Transaction one = db().begin()) {
            one.execute("UPDATE accounts SET balance = 1 WHERE id = 2");
            db().run("UPDATE accounts SET balance = 12 WHERE id = 1");
            one.commit();
        }
        assertEquals(
                List.of("1|12", "2|1", "3|30"),
                db().rows("SELECT id, balance FROM accounts ORDER BY id"));
    }

    @Test
    void tellsAnInsertThatSomebodyElseHasMadeOfTheDuplicate() throws Exception {
        try (Transaction one = db().begin()) {
            one.execute("INSERT INTO accounts VALUES (7, 'one', 1)");
            db().run("INSERT INTO accounts VALUES (7, 'two', 2)");
            TidemillException duplicate = assertThrows(TidemillException.class, one::commit);
            assertEquals("23505", duplicate.errorCode().sqlState());
            assertEquals("Key (id)=(7) already exists.", duplicate.detail());
        }
        try (Transaction one = db().begin()) {
            one.execute("INSERT INTO accounts VALUES (8, 'one', 1) ON CONFLICT DO NOTHING");
            db().run("INSERT INTO accounts VALUES (8, 'two', 2)");
            assertEquals(
                    ErrorCode.SERIALIZATION_FAILURE,
                    assertThrows(TidemillException.class, one::commit).errorCode());
        }
    }

    @Test
    void holdsRowsThatCameAndWentToTheFirstCommitterToo() throws Exception {
        for (String insert :
                List.of(
                        "INSERT INTO accounts VALUES ($1, 'one', 1)",
                        "INSERT INTO accounts VALUES ($1, 'one', 1) ON CONFLICT DO NOTHING")) {
            long id = 100L + insert.length();
            try (Transaction one = db().begin()) {
                one.execute(insert, List.of(id));
                one.execute("DELETE FROM accounts WHERE id = $1", List.of(id));
                one.execute("UPDATE accounts SET balance = 0 WHERE id = 1");
                db().run("INSERT INTO accounts VALUES ($1, 'two', 2)", id);
                TidemillException first = assertThrows(TidemillException.class, one::commit);
                assertEquals(
                        insert.contains("CONFLICT") ? "40001" : "23505",
                        first.errorCode().sqlState());
            }
            assertEquals(List.of("two"), db().rows("SELECT owner FROM accounts WHERE id = $1", id));
            assertEquals(List.of("10"), db().rows("SELECT balance FROM accounts WHERE id = 1"));
        }
    }

    @Test
    void failsAsAWholeAfterAStatementThatFailed() throws Exception {
        try (Transaction one = db().begin()) {
            one.execute("UPDATE accounts SET balance = 0 WHERE id = 1");
            assertEquals(
                    "22012",
                    refusal(one, "UPDATE accounts SET balance = 1 / 0").errorCode().sqlState());
            assertEquals(Transaction.State.FAILED, one.state());
            assertEquals("25P02", refusal(one, "SELECT 1").errorCode().sqlState());
            assertEquals(
                    "25P02",
                    assertThrows(TidemillException.class, one::commit).errorCode().sqlState());
            assertEquals(Transaction.State.ENDED, one.state());
            assertEquals("25P01", refusal(one, "SELECT 1").errorCode().sqlState());
        }
        assertEquals(List.of("10"), db().rows("SELECT balance FROM accounts WHERE id = 1"));
    }

    @Test
    void goesBackToASavepoint() throws Exception {
        try (Transaction one = db().begin()) {
            one.execute("UPDATE accounts SET balance = 1 WHERE id = 1");
            one.savepoint("a");
            one.execute("UPDATE accounts SET balance = 2 WHERE id = 1");
            one.execute("DELETE FROM accounts WHERE id = 2");
            one.execute("INSERT INTO log VALUES ('x', 1)");
            one.savepoint("b");
            assertEquals(
                    "23505",
                    refusal(one, "INSERT INTO accounts VALUES (3, 'x', 1)").errorCode().sqlState());
            one.rollbackTo("b");
            assertEquals(Transaction.State.OPEN, one.state());
            assertEquals(List.of("2"), rows(one, "SELECT balance FROM accounts WHERE id = 1"));
            one.rollbackTo("a");
            assertEquals(List.of("1"), rows(one, "SELECT balance FROM accounts WHERE id = 1"));
            assertEquals(List.of("bob"), rows(one, "SELECT owner FROM accounts WHERE id = 2"));
            one.savepoint("c");
            one.execute("UPDATE accounts SET balance = 3 WHERE id = 1");
            one.release("c");
            assertEquals(
                    "3B001",
                    assertThrows(TidemillException.class, () -> one.rollbackTo("c"))
                            .errorCode()
                            .sqlState());
            one.commit();
        }
        assertEquals(
                List.of("1|3", "2|20", "3|30"),
                db().rows("SELECT id, balance FROM accounts ORDER BY id"));
        assertEquals(List.of("0"), db().rows("SELECT count(*) FROM log"));
    }

    @Test
    void refusesToWriteWhenItOnlyReads() throws Exception {
        try (Transaction one = db().mill().begin(TransactionOptions.DEFAULT.withReadOnly(true))) {
            assertEquals(List.of("3"), rows(one, "SELECT count(*) FROM accounts"));
            assertEquals(
                    "25006",
                    refusal(one, "DELETE FROM accounts WHERE id = 1").errorCode().sqlState());
        }
    }

    @Test
    void definesAtOnceAndNotBehindWrites() throws Exception {
        try (Transaction one = db().begin()) {
            one.execute("CREATE TABLE late (id BIGINT PRIMARY KEY)");
            one.execute("INSERT INTO late VALUES (1)");
            assertEquals(
                    "25001",
                    refusal(one, "CREATE TABLE later (id BIGINT PRIMARY KEY)")
                            .errorCode()
                            .sqlState());
            one.rollback();
        }
        assertEquals(List.of("0"), db().rows("SELECT count(*) FROM late"));
    }

    @Test
    void definesBehindWritesThatWereTakenBack() throws Exception {
        try (Transaction one = db().begin()) {
            one.savepoint("a");
            one.execute("INSERT INTO notes VALUES (1, 'x')");
            one.execute("INSERT INTO log VALUES ('x', 1)");
            one.rollbackTo("a");
            one.execute("CREATE UNIQUE INDEX texts ON notes (text)");
            one.execute("DROP TABLE log");
            one.execute("CREATE TABLE log (what TEXT, amount BIGINT, at BIGINT)");
            one.execute("INSERT INTO notes VALUES (1, 'x')");
            one.execute("INSERT INTO log VALUES ('x', 1, 2)");
            one.savepoint("b");
            assertEquals(
                    "23505",
                    refusal(one, "INSERT INTO notes VALUES (2, 'x')").errorCode().sqlState());
            one.rollbackTo("b");
            one.commit();
        }
        assertEquals(List.of("1|x"), db().rows("SELECT * FROM notes"));
        assertEquals(List.of("x|1|2"), db().rows("SELECT * FROM log"));
    }

    @Test
    void returnsWhatWasWritten() throws Exception {
        assertEquals(
                List.of("5|50|100"),
                db().rows(
                                "INSERT INTO accounts VALUES (5, 'eve', 50) RETURNING id, balance,"
                                        + " balance * $1 AS doubled",
                                2));
        assertEquals(
                List.of("1|ann|11", "2|bob|21"),
                db()
                        .rows(
                                "UPDATE accounts SET balance = balance + 1 WHERE id < 3"
                                        + " RETURNING *")
                        .stream()
                        .sorted()
                        .toList());
        StatementResult gone = db().run("DELETE FROM accounts WHERE id = 1 RETURNING owner");
        assertEquals("DELETE 1", gone.tag());
        assertEquals(List.of("ann"), OltpMill.texts(gone));
        assertEquals(
                List.of("moved"),
                db().rows("INSERT INTO notes VALUES (1, 'moved') RETURNING text"));
        assertEquals(List.of("a|1"), db().rows("INSERT INTO log VALUES ('a', 1) RETURNING *"));
        assertEquals(
                List.of("1|moved"),
                OltpMill.texts(
                        new StatementResult(
                                StatementKind.SELECT,
                                1,
                                db().mill().execute("UPDATE notes SET id = id RETURNING *"),
                                1)));
    }

    @Test
    void insertsOrUpdatesOnConflict() throws Exception {
        String upsert =
                "INSERT INTO accounts AS a VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET"
                        + " balance = a.balance + excluded.balance, owner = excluded.owner WHERE"
                        + " excluded.balance > 0 RETURNING balance";
        assertEquals(List.of("11"), db().rows(upsert, 1, "amy", 1));
        assertEquals(List.of("7"), db().rows(upsert, 6, "fay", 7));
        assertEquals(List.of(), db().rows(upsert, 6, "fay", -7));
        StatementResult nothing =
                db().run(
                                "INSERT INTO accounts VALUES (6, 'x', 0), (7, 'y', 0) ON CONFLICT"
                                        + " DO NOTHING");
        assertEquals("INSERT 0 1", nothing.tag());
        assertEquals(
                List.of("1|amy|11", "2|bob|20", "3|cyd|30", "6|fay|7", "7|y|0"),
                db().rows("SELECT * FROM accounts ORDER BY id"));
        assertEquals(
                "21000",
                db().refusal(
                                "INSERT INTO accounts VALUES (1, 'a', 1), (1, 'b', 1) ON CONFLICT"
                                        + " (id) DO UPDATE SET balance = 0")
                        .errorCode()
                        .sqlState());
        assertFalse(
                db().refusal(
                                "INSERT INTO accounts VALUES (1, 'a', 1) ON CONFLICT (owner) DO"
                                        + " NOTHING")
                        .message()
                        .isEmpty());
    }

    @Test
    void changesRowsThatAQueryFinds() throws Exception {
        db().run("INSERT INTO notes VALUES (1, 'x'), (3, 'y')");
        try (Transaction one = db().begin()) {
            one.execute("DELETE FROM notes WHERE id = 3");
            StatementResult changed =
                    one.execute(
                            "UPDATE accounts SET balance = balance + $1 WHERE id IN (SELECT id FROM"
                                    + " notes)",
                            List.of(100));
            assertEquals(1, changed.count(), "its own deletion is seen by the subquery");
            one.execute(
                    "INSERT INTO notes SELECT id + 10, owner FROM accounts WHERE balance > $1",
                    List.of(25));
            one.commit();
        }
        assertEquals(
                List.of("1|x", "11|ann", "13|cyd"), db().rows("SELECT * FROM notes ORDER BY id"));
    }

    @Test
    void saysWhatAStatementIsBeforeItIsDone() throws Exception {
        var session = db().mill().as(dev.tidemill.node.access.Principal.LOCAL);
        StatementShape write =
                session.describe(
                        "UPDATE accounts SET balance = balance + $1 WHERE id = $2 RETURNING owner",
                        List.of());
        assertEquals(StatementKind.UPDATE, write.kind());
        assertEquals("[BIGINT, BIGINT]", write.parameters().toString());
        assertEquals(List.of("owner"), Objects.requireNonNull(write.columns()).names());
        StatementShape query =
                session.describe(
                        "SELECT owner, count(*) AS n FROM accounts WHERE balance > $1 AND owner ="
                                + " $2 GROUP BY owner",
                        List.of());
        assertEquals("[BIGINT, TEXT]", query.parameters().toString());
        assertEquals(List.of("owner", "n"), Objects.requireNonNull(query.columns()).names());
        assertEquals(
                List.of("cyd|1"),
                db().rows(
                                "SELECT owner, count(*) AS n FROM accounts WHERE balance > $1 AND"
                                        + " owner = $2 GROUP BY owner",
                                "25",
                                "cyd"));
        assertEquals(
                List.of("it's -5 --"),
                db().rows(
                                "SELECT $1 || ' ' || -$2 || ' --'",
                                "it's",
                                new TypedValue(dev.tidemill.algebra.type.Type.BIGINT, 5L)));
    }

    @Test
    void isRefusedWhenItsTableWasDropped() throws Exception {
        try (Transaction one = db().begin()) {
            one.execute("INSERT INTO notes VALUES (1, 'x')");
            one.execute("UPDATE accounts SET balance = 0 WHERE id = 1");
            db().run("DROP TABLE notes");
            assertEquals(
                    List.of("1|x"),
                    rows(one, "SELECT * FROM notes"),
                    "its tick still has the table");
            assertEquals(
                    "42P01",
                    assertThrows(TidemillException.class, one::commit).errorCode().sqlState());
        }
        assertEquals(List.of("10"), db().rows("SELECT balance FROM accounts WHERE id = 1"));
    }

    @Test
    void isRefusedWhenItsTableIsAnotherOneOrHasOtherConstraints() throws Exception {
        for (String other :
                List.of(
                        "CREATE TABLE log (amount TEXT, what BIGINT)",
                        "CREATE TABLE log (what TEXT, amount BIGINT CHECK (amount > 10))",
                        "CREATE TABLE log (what TEXT, amount BIGINT NOT NULL)")) {
            db().run("DROP TABLE log");
            db().run("CREATE TABLE log (what TEXT, amount BIGINT)");
            try (Transaction one = db().begin()) {
                one.execute("INSERT INTO log VALUES ('x', 5)");
                one.execute("UPDATE accounts SET balance = 0 WHERE id = 1");
                db().run("DROP TABLE log");
                db().run(other);
                assertEquals(
                        "40001",
                        assertThrows(TidemillException.class, one::commit).errorCode().sqlState(),
                        other);
            }
            assertEquals(List.of("0"), db().rows("SELECT count(*) FROM log"), other);
        }
        try (Transaction one = db().begin()) {
            one.execute("UPDATE accounts SET balance = 0 WHERE id = 1");
            db().run("DROP TABLE accounts");
            db().run("CREATE TABLE accounts (id BIGINT PRIMARY KEY, owner TEXT, balance BIGINT)");
            assertEquals(
                    "40001",
                    assertThrows(TidemillException.class, one::commit).errorCode().sqlState());
        }
        assertEquals(List.of(), db().rows("SELECT * FROM accounts"));
    }

    @Test
    void isRefusedWhenAnIndexHasBecomeUniqueMeanwhile() throws Exception {
        try (Transaction one = db().begin()) {
            one.execute("INSERT INTO accounts VALUES (4, 'ann', 1)");
            db().run("CREATE UNIQUE INDEX owners ON accounts (owner)");
            assertEquals(
                    "40001",
                    assertThrows(TidemillException.class, one::commit).errorCode().sqlState());
        }
        assertEquals(List.of("1"), db().rows("SELECT id FROM accounts WHERE owner = 'ann'"));
    }

    @Test
    void isRolledBackWhenNothingIsAskedOfIt() throws Exception {
        try (OpenTransaction one = (OpenTransaction) db().begin()) {
            one.execute("UPDATE accounts SET balance = 0 WHERE id = 1");
            one.endWhenIdle(Transactions.IDLE_MAX.toNanos());
            assertEquals(Transaction.State.OPEN, one.state());
            one.endWhenIdle(0);
            assertEquals(Transaction.State.ENDED, one.state());
            assertEquals("25P03", refusal(one, "SELECT 1").errorCode().sqlState());
            assertEquals(
                    "25P03",
                    assertThrows(TidemillException.class, one::commit).errorCode().sqlState());
        }
        assertEquals(List.of("10"), db().rows("SELECT balance FROM accounts WHERE id = 1"));
    }

    @Test
    void leavesNothingWhenTheMillIsClosed() throws Exception {
        try (Transaction one = db().begin()) {
            one.execute("UPDATE accounts SET balance = 0 WHERE id = 1");
            db().reopen();
            assertEquals(
                    "25P01",
                    assertThrows(TidemillException.class, one::commit).errorCode().sqlState());
        }
        assertEquals(List.of("10"), db().rows("SELECT balance FROM accounts WHERE id = 1"));
    }

    @Test
    void hasAPlaceForSoManyAndNoMore() throws Exception {
        List<Transaction> open = new ArrayList<>();
        try {
            for (int i = 0; i < Transactions.OPEN_MAX; i++) {
                open.add(db().begin());
            }
            assertEquals(
                    "53300",
                    assertThrows(TidemillException.class, () -> db().begin())
                            .errorCode()
                            .sqlState());
            db().run("UPDATE accounts SET balance = 1 WHERE id = 1");
            open.getFirst().rollback();
            open.getFirst().rollback();
            open.add(db().begin());
            assertThrows(TidemillException.class, () -> db().begin());
        } finally {
            open.forEach(Transaction::close);
        }
        db().begin().close();
    }

    @Test
    void findsRowsByAListOfKeysWhateverTheirType() throws Exception {
        db().run("CREATE TABLE prices (id NUMERIC(10,2) PRIMARY KEY, day DATE, of DOUBLE)");
        db().run("CREATE INDEX days ON prices (day)");
        db().run("INSERT INTO prices VALUES (1, '2024-01-01', 0), (2.5, '2024-01-02', 1)");
        assertEquals(2, db().run("UPDATE accounts SET balance = 0 WHERE id IN (1, 3)").count());
        assertEquals(1, db().run("UPDATE accounts SET balance = 1 WHERE id IN (1, 7.0)").count());
        assertEquals(0, db().run("UPDATE accounts SET balance = 1 WHERE id IN (1.5, 9)").count());
        assertEquals(2, db().run("UPDATE prices SET of = 2 WHERE id IN (1, 2.50)").count());
        assertEquals(1, db().run("UPDATE prices SET of = 3 WHERE id = 2.5").count());
        assertEquals(1, db().run("UPDATE prices SET of = 4 WHERE day = '2024-01-02'").count());
        assertEquals(1, db().run("UPDATE prices SET of = 5 WHERE id = $1", "2.5").count());
        assertEquals(
                List.of("1.00|2.0", "2.50|5.0"),
                db().rows("SELECT id, of FROM prices ORDER BY id"));
        assertEquals(1, db().run("DELETE FROM prices WHERE id IN (2.5)").count());
    }
}
