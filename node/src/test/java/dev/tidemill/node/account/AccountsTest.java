package dev.tidemill.node.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.access.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {
    private static final int FEW_ROUNDS = 10;
    private static final LoginLimits LIMITS =
            new LoginLimits(3, 5, Duration.ofSeconds(10), 100, 2, 10);

    @TempDir Path folder;
    private final AtomicLong nanos = new AtomicLong();

    @SuppressWarnings("NullAway.Init")
    private AccountFile file;

    @SuppressWarnings("NullAway.Init")
    private Authenticator authenticator;

    @BeforeEach
    void open() {
        file = new AccountFile(folder.resolve("access"));
        authenticator = new Authenticator(file, LIMITS, nanos::get);
    }

    private void add(String name, Set<Scope> scopes) {
        PasswordHash password = PasswordHash.of(name + "'s password", FEW_ROUNDS);
        file.change(all -> all.adding(new User(name, scopes, password, Instant.now())));
    }

    private TokenText token(String user, Set<Scope> scopes, @Nullable Instant expires) {
        TokenText text = TokenText.random(new SecureRandom());
        file.change(
                all ->
                        all.adding(
                                new Token(
                                        text.id(),
                                        user,
                                        scopes,
                                        text.digest(),
                                        Instant.now(),
                                        expires)));
        return text;
    }

    private void refused(ErrorCode code, Runnable login) {
        assertEquals(code, assertThrows(TidemillException.class, login::run).errorCode());
    }

    @Test
    void nothingThatIsSecretIsOnDisk() throws Exception {
        add("ann", EnumSet.of(Scope.READ));
        TokenText token = token("ann", EnumSet.of(Scope.READ), null);
        String text = Files.readString(folder.resolve("access/accounts"));
        assertFalse(text.contains("password"), text);
        assertFalse(text.contains(token.secret()), text);
        assertFalse(token.toString().contains(token.secret()));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("access/accounts"))));
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("access"))));
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        add("ann", EnumSet.of(Scope.READ, Scope.DEFINE));
        file.change(all -> all.adding(new User("bob", Set.of(), null, Instant.now())));
        token("bob", Scope.all(), Instant.now().plusSeconds(60));
        assertEquals(file.accounts(), new AccountFile(folder.resolve("access")).accounts());
        assertEquals(2, file.accounts().users().size());
    }

    @Test
    void aRightPasswordLetsInAndAnotherDoesNot() {
        add("ann", EnumSet.of(Scope.READ));
        Login login = authenticator.byPassword("ann", "ann's password", "here");
        assertEquals("ann", login.principal().name());
        assertEquals(Set.of(Scope.READ), login.principal().scopes());
        assertEquals(
                "ann",
                authenticator.byPassword("ann", "ann's password", "here").principal().name());
        refused(ErrorCode.UNAUTHORISED, () -> authenticator.byPassword("ann", "", "here"));
        refused(ErrorCode.UNAUTHORISED, () -> authenticator.byPassword("bob", "x", "here"));
    }

    @Test
    void aTokenDoesWhatItsUserMayAtMost() {
        add("ann", EnumSet.of(Scope.READ, Scope.WRITE));
        add("root", EnumSet.of(Scope.ADMIN));
        assertEquals(
                Set.of(Scope.WRITE),
                authenticator
                        .byToken(
                                token("ann", EnumSet.of(Scope.WRITE, Scope.ADMIN), null).text(),
                                "here")
                        .principal()
                        .scopes());
        Login narrow =
                authenticator.byToken(token("root", EnumSet.of(Scope.READ), null).text(), "here");
        assertFalse(narrow.principal().isAdministrator());
        assertTrue(narrow.principal().has(Scope.READ));
    }

    @Test
    void aLoginStandsAsLongAsWhatItCameBy() {
        add("ann", EnumSet.of(Scope.READ));
        TokenText token = token("ann", EnumSet.of(Scope.READ), null);
        Login byToken = authenticator.byToken(token.text(), "here");
        Login byPassword = authenticator.byPassword("ann", "ann's password", "here");
        assertTrue(authenticator.isStanding(byToken) && authenticator.isStanding(byPassword));
        file.change(all -> all.revoking(token.id()));
        assertFalse(authenticator.isStanding(byToken));
        assertTrue(authenticator.isStanding(byPassword));
        file.change(
                all ->
                        all.replacing(
                                all.requireUser("ann")
                                        .withPassword(PasswordHash.of("another", FEW_ROUNDS))));
        assertFalse(authenticator.isStanding(byPassword));
        refused(
                ErrorCode.UNAUTHORISED,
                () -> authenticator.byPassword("ann", "ann's password", "here"));
        refused(ErrorCode.UNAUTHORISED, () -> authenticator.byToken(token.text(), "here"));
    }

    @Test
    void whatIsNoTokenOrTooOldIsRefused() {
        add("ann", EnumSet.of(Scope.READ));
        TokenText token = token("ann", EnumSet.of(Scope.READ), null);
        TokenText old = token("ann", EnumSet.of(Scope.READ), Instant.now().minusSeconds(1));
        refused(ErrorCode.UNAUTHORISED, () -> authenticator.byToken(old.text(), "1"));
        refused(ErrorCode.UNAUTHORISED, () -> authenticator.byToken("", "2"));
        refused(ErrorCode.UNAUTHORISED, () -> authenticator.byToken(token.id(), "3"));
        TokenText other = TokenText.random(new SecureRandom());
        refused(
                ErrorCode.UNAUTHORISED,
                () -> authenticator.byToken("tm_" + token.id() + "_" + other.secret(), "4"));
    }

    @Test
    void failuresAreBoundedForAUserAndForAnAddress() {
        add("ann", EnumSet.of(Scope.READ));
        for (int i = 0; i < LIMITS.userFailures(); i++) {
            refused(ErrorCode.UNAUTHORISED, () -> authenticator.byPassword("ann", "x", "here"));
        }
        refused(
                ErrorCode.TOO_MANY_LOGINS,
                () -> authenticator.byPassword("ann", "ann's password", "here"));
        authenticator.byPassword("ann", "ann's password", "elsewhere");
        refused(ErrorCode.UNAUTHORISED, () -> authenticator.byToken("x", "here"));
        refused(ErrorCode.UNAUTHORISED, () -> authenticator.byToken("x", "here"));
        refused(ErrorCode.TOO_MANY_LOGINS, () -> authenticator.byPassword("bob", "x", "here"));
        nanos.addAndGet(LIMITS.window().toNanos());
        authenticator.byPassword("ann", "ann's password", "here");
    }

    @Test
    void aRightTokenComesInWhateverElseFailed() {
        add("ann", EnumSet.of(Scope.READ));
        TokenText token = token("ann", EnumSet.of(Scope.READ), null);
        for (int i = 0; i < LIMITS.addressFailures(); i++) {
            refused(ErrorCode.UNAUTHORISED, () -> authenticator.byToken("x", "here"));
        }
        refused(ErrorCode.TOO_MANY_LOGINS, () -> authenticator.byToken("x", "here"));
        refused(ErrorCode.TOO_MANY_LOGINS, () -> authenticator.requireTry("here"));
        assertEquals("ann", authenticator.byToken(token.text(), "here").principal().name());
    }

    @Test
    void anAddressOfIpv6CountsAsItsNetwork() {
        for (int i = 0; i < LIMITS.addressFailures(); i++) {
            String address = "2001:db8:1:2::" + i;
            refused(ErrorCode.UNAUTHORISED, () -> authenticator.byToken("x", address));
        }
        refused(
                ErrorCode.TOO_MANY_LOGINS,
                () -> authenticator.byToken("x", "2001:db8:1:2:ffff:0:0:1"));
        refused(ErrorCode.UNAUTHORISED, () -> authenticator.byToken("x", "2001:db8:1:3::1"));
        refused(ErrorCode.UNAUTHORISED, () -> authenticator.byToken("x", "no:address"));
    }

    @Test
    void passwordsThatWaitAreNotTriedPastTheBound() throws Exception {
        PasswordHash slow = PasswordHash.of("ann's password", 100_000);
        file.change(all -> all.adding(new User("ann", Set.of(), slow, Instant.now())));
        int many = 24;
        int tried = 0;
        CyclicBarrier together = new CyclicBarrier(many);
        try (ExecutorService threads = Executors.newFixedThreadPool(many)) {
            List<Future<ErrorCode>> guesses = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                String guess = "guess " + i;
                guesses.add(
                        threads.submit(
                                () -> {
                                    together.await();
                                    return assertThrows(
                                                    TidemillException.class,
                                                    () ->
                                                            authenticator.byPassword(
                                                                    "ann", guess, "here"))
                                            .errorCode();
                                }));
            }
            for (Future<ErrorCode> each : guesses) {
                if (each.get() == ErrorCode.UNAUTHORISED) {
                    tried++;
                }
            }
        }
        int most = LIMITS.userFailures() + LIMITS.derivations() - 1;
        assertTrue(tried >= LIMITS.userFailures() && tried <= most, tried + " were tried");
    }

    @Test
    void aFileThatIsNotWholeLetsNobodyIn() throws Exception {
        add("ann", EnumSet.of(Scope.READ));
        token("ann", EnumSet.of(Scope.READ), null);
        Path path = folder.resolve("access/accounts");
        String whole = Files.readString(path);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            int at = random.nextInt(whole.length());
            String text =
                    random.nextBoolean()
                            ? whole.substring(0, at)
                            : whole.substring(0, at)
                                    + (char) (33 + random.nextInt(90))
                                    + whole.substring(at + 1);
            Files.writeString(path, text);
            try {
                for (User user : new AccountFile(folder.resolve("access")).accounts().users()) {
                    assertTrue(user.scopes().size() <= 1, "seed " + seed);
                }
            } catch (TidemillException e) {
                assertEquals(ErrorCode.INVALID_FILE, e.errorCode(), "seed " + seed);
            }
        }
    }

    @Test
    void namesAreTakenOnceAndSomeNever() {
        add("ann", EnumSet.of(Scope.READ));
        refused(ErrorCode.INVALID_ARGUMENT, () -> add("ann", Set.of()));
        for (String name : List.of("", "local", "token", "tidemill", "a b", "a\tb", "-x", "ä")) {
            refused(ErrorCode.INVALID_ARGUMENT, () -> add(name, Set.of()));
        }
        refused(ErrorCode.NOT_FOUND, () -> token("nobody", Set.of(), null));
    }
}
