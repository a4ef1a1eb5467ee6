package dev.tidemill.node.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.ErrorSubject;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.ingest.AppendOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What CREATE TABLE holds rows to, and how a violation is told. */
class ConstraintTest {
    private static final String USERS =
            "CREATE TABLE users (id BIGINT PRIMARY KEY, email TEXT NOT NULL UNIQUE, age INTEGER"
                    + " CHECK (age >= 0), plan TEXT DEFAULT 'free' NOT NULL, city TEXT, street"
                    + " TEXT, since TIMESTAMPTZ DEFAULT now(), CONSTRAINT place UNIQUE (city,"
                    + " street), CONSTRAINT grown CHECK (plan <> 'paid' OR age >= 18))";

    @TempDir @Nullable Path folder;
    private @Nullable OltpMill opened;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        opened = OltpMill.in(Objects.requireNonNull(folder).resolve("project"));
        db().run(USERS);
        db().run(
                        "INSERT INTO users (id, email, age, city, street) VALUES (1, 'a@x', 30, 'Bern',"
                                + " 'High'), (2, 'b@x', 40, 'Bern', NULL)");
    }

    @AfterEach
    void close() {
        db().close();
    }

    private OltpMill db() {
        return Objects.requireNonNull(opened);
    }

    private static void assertSubject(
            TidemillException e, String state, @Nullable String column, @Nullable String name) {
        assertEquals(state, e.errorCode().sqlState(), e.message());
        assertEquals(new ErrorSubject("users", column, name), e.subject());
    }

    @Test
    void tellsOfEachViolationAsPostgresDoes() {
        TidemillException key = db().refusal("INSERT INTO users (id, email) VALUES (1, 'c@x')");
        assertSubject(key, "23505", null, "users_pkey");
        assertEquals(
                "duplicate key value violates unique constraint \"users_pkey\"", key.message());
        assertEquals("Key (id)=(1) already exists.", key.detail());
        TidemillException email = db().refusal("INSERT INTO users (id, email) VALUES (3, 'a@x')");
        assertSubject(email, "23505", null, "users_email_key");
        assertEquals("Key (email)=(a@x) already exists.", email.detail());
        assertSubject(
                db().refusal("UPDATE users SET street = 'High' WHERE id = 2"),
                "23505",
                null,
                "place");
        TidemillException missing = db().refusal("INSERT INTO users (id) VALUES (3)");
        assertSubject(missing, "23502", "email", null);
        assertEquals(
                "null value in column \"email\" of relation \"users\" violates not-null constraint",
                missing.message());
        TidemillException age = db().refusal("UPDATE users SET age = -1 WHERE id = 2");
        assertSubject(age, "23514", null, "users_age_check");
        assertEquals(
                "new row for relation \"users\" violates check constraint \"users_age_check\"",
                age.message());
        assertSubject(
                db().refusal(
                                "INSERT INTO users (id, email, age, plan) VALUES (3, 'c@x', 3,"
                                        + " 'paid')"),
                "23514",
                null,
                "grown");
    }

    @Test
    void letsNullsAndFreedValuesBe() throws Exception {
        db().run("INSERT INTO users (id, email, city) VALUES (3, 'c@x', 'Bern')");
        db().run("UPDATE users SET email = 'z@x' WHERE id = 1");
        db().run("INSERT INTO users (id, email) VALUES (4, 'a@x')");
        db().run(
                        "UPDATE users SET email = CASE id WHEN 4 THEN 'z@x' ELSE 'a@x' END WHERE id IN"
                                + " (1, 4)");
        assertEquals(
                List.of("1|a@x", "2|b@x", "3|c@x", "4|z@x"),
                db().rows("SELECT id, email FROM users ORDER BY id"));
        try (Transaction one = db().begin()) {
            one.execute("DELETE FROM users WHERE id = 4");
            one.execute("INSERT INTO users (id, email) VALUES (5, 'z@x')");
            one.commit();
        }
        assertEquals(
                List.of("1"),
                db().rows("SELECT count(*) FROM users WHERE plan = 'free' AND id = 5"));
        assertEquals(
                List.of("true"), db().rows("SELECT since IS NOT NULL FROM users WHERE id = 5"));
    }

    @Test
    void holdsAcrossTransactionsThatDoNotSeeEachOther() throws Exception {
        try (Transaction one = db().begin();
                Transaction two = db().begin()) {
            one.execute("INSERT INTO users (id, email) VALUES (10, 'same@x')");
            two.execute("INSERT INTO users (id, email) VALUES (11, 'same@x')");
            one.commit();
            assertSubject(
                    assertThrows(TidemillException.class, two::commit),
                    "23505",
                    null,
                    "users_email_key");
        }
        assertEquals(List.of("10"), db().rows("SELECT id FROM users WHERE email = $1", "same@x"));
    }

    @Test
    void choosesTheConstraintOfAConflict() throws Exception {
        assertEquals(
                List.of("1|31"),
                db().rows(
                                "INSERT INTO users (id, email, age) VALUES (9, 'a@x', 1) ON CONFLICT"
                                        + " (email) DO UPDATE SET age = users.age + excluded.age"
                                        + " RETURNING id, age"));
        assertEquals(
                "INSERT 0 0",
                db().run(
                                "INSERT INTO users (id, email, city, street) VALUES (9, 'n@x', 'Bern',"
                                        + " 'High') ON CONFLICT ON CONSTRAINT place DO NOTHING")
                        .tag());
        assertSubject(
                db().refusal(
                                "INSERT INTO users (id, email) VALUES (9, 'a@x') ON CONFLICT (id) DO"
                                        + " NOTHING"),
                "23505",
                null,
                "users_email_key");
    }

    @Test
    void holdsAfterARestartAndIsShown() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertSubject(
                    db().refusal("UPDATE users SET age = -1 WHERE id = 2"),
                    "23514",
                    null,
                    "users_age_check");
            assertSubject(
                    db().refusal("INSERT INTO users (id, email) VALUES (3, 'a@x')"),
                    "23505",
                    null,
                    "users_email_key");
            String shown = db().rows("SHOW CREATE TABLE users").getFirst();
            assertTrue(shown.contains("plan TEXT NOT NULL DEFAULT 'free'"), shown);
            assertTrue(shown.contains("CONSTRAINT users_age_check CHECK (age >= 0)"), shown);
            assertTrue(
                    db().rows("SHOW INDEXES FROM users").toString().contains("CREATE UNIQUE INDEX"),
                    "UNIQUE is an index");
            db().reopen();
        }
        db().run("DROP TABLE users");
        db().run("CREATE TABLE users (id BIGINT PRIMARY KEY, email TEXT, age INTEGER)");
        db().run("INSERT INTO users VALUES (1, 'a', -5), (2, 'a', -5)");
    }

    @Test
    void holdsForRowsOfOtherDoors() throws Exception {
        var schema = db().mill().input("users").schema();
        BatchBuilder rows = new BatchBuilder(schema, 2);
        rows.add(1, 5L, "e@x", -3, "free", null, null, null);
        rows.add(1, 6L, "f@x", 3, "free", null, null, null);
        var taken =
                db().mill().append("users", ParsedRows.of(rows.build()), AppendOptions.embedded());
        assertEquals(1, taken.accepted());
        assertEquals(1, taken.quarantined());
        db().awaitTick(taken.tick());
        assertEquals(List.of("users_age_check"), db().rows("SELECT rule FROM tidemill.quarantine"));
        rows.add(1, 7L, "f@x", 3, "free", null, null, null);
        TidemillException refused =
                assertThrows(
                        TidemillException.class,
                        () ->
                                db().mill()
                                        .append(
                                                "users",
                                                ParsedRows.of(rows.build()),
                                                AppendOptions.embedded()));
        assertSubject(refused, "23505", null, "users_email_key");
    }

    @Test
    void makesAUniqueIndexOfRowsThatAllowIt() throws Exception {
        db().run("CREATE TABLE t (id BIGINT PRIMARY KEY, code TEXT)");
        db().run("INSERT INTO t VALUES (1, 'a'), (2, 'a')");
        TidemillException twice = db().refusal("CREATE UNIQUE INDEX codes ON t (code)");
        assertEquals(ErrorCode.DUPLICATE_KEY, twice.errorCode());
        db().run("UPDATE t SET code = 'b' WHERE id = 2");
        db().run("CREATE UNIQUE INDEX codes ON t (code)");
        assertEquals("23505", db().refusal("INSERT INTO t VALUES (3, 'b')").errorCode().sqlState());
        db().run("DROP INDEX codes");
        db().run("INSERT INTO t VALUES (3, 'b')");
    }

    @Test
    void refusesWhatIsNoConstraint() {
        for (String bad :
                List.of(
                        "CREATE TABLE t (id BIGINT PRIMARY KEY, a INTEGER CHECK (a))",
                        "CREATE TABLE t (id BIGINT PRIMARY KEY, a INTEGER CHECK (b > 1))",
                        "CREATE TABLE t (id BIGINT PRIMARY KEY, a INTEGER CHECK (a > (SELECT 1)))",
                        "CREATE TABLE t (id BIGINT PRIMARY KEY, a DATE DEFAULT 3)",
                        "CREATE TABLE t (id BIGINT PRIMARY KEY, a BIGINT DEFAULT id)",
                        "CREATE TABLE t (a BIGINT UNIQUE)",
                        "CREATE TABLE t (id BIGINT PRIMARY KEY REFERENCES users (id))",
                        "CREATE TABLE t (id BIGINT PRIMARY KEY, UNIQUE (b))",
                        "CREATE TABLE t (id BIGINT PRIMARY KEY, PRIMARY KEY (id))")) {
            TidemillException e = db().refusal(bad);
            assertTrue(e.place() != null, bad + ": " + e.message());
        }
    }
}
