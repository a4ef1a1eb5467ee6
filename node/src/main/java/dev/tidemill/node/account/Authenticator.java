package dev.tidemill.node.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.access.Scope;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who shows a token or a name and password. A name that nobody has costs the same work as a
 * wrong password. Safe for all threads.
 */
public final class Authenticator {
    /** How long a password that was right is not derived again. */
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private static final long TURN_SECONDS_MAX = 5;

    private final AccountFile file;
    private final LoginFailures failures;
    private final Semaphore derivations;
    private final Remembered remembered;
    private final EndUserTokens endUsers;
    private volatile @Nullable PasswordHash nobodys;
    private final byte[] nobodysSalts = random();
    private final String ownToken = TokenText.random(new SecureRandom()).text();

    public Authenticator(AccountFile file, LoginLimits limits, LongSupplier nanos) {
        this.file = requireNonNull(file, "file");
        this.endUsers = new EndUserTokens(file.folder());
        this.failures = new LoginFailures(limits, nanos);
        this.derivations = new Semaphore(limits.derivations(), true);
        this.remembered = new Remembered(limits.remembered(), nanos);
    }

    /** Whether there are any: while there are none, and no policies, nobody is asked. */
    public boolean hasAccounts() {
        return !file.accounts().isEmpty();
    }

    /** A token of the mill's own process, for commands that serve and ask in one. */
    public String ownToken() {
        return ownToken;
    }

    private boolean isOwn(String token) {
        return MessageDigest.isEqual(ownToken.getBytes(UTF_8), token.getBytes(UTF_8));
    }

    /**
     * Throws TOO_MANY_LOGINS while too many logins from an address have failed: before what may be
     * guessed is taken.
     */
    public void requireTry(String address) {
        failures.require(address);
    }

    /**
     * Who shows this token. One that is valid lets in whatever else failed from the address: nobody
     * guesses 256 bits.
     *
     * @param address where it comes from
     * @throws TidemillException UNAUTHORISED, TOO_MANY_LOGINS
     */
    public Login byToken(String text, String address) {
        if (isOwn(text)) {
            return Login.of(Principal.LOCAL);
        }
        if (EndUserTokens.isOne(text)) {
            return byEndUserToken(text, address);
        }
        Accounts accounts = file.accounts();
        Optional<TokenText> shown = TokenText.of(text);
        Token token = shown.flatMap(each -> accounts.token(each.id())).orElse(null);
        String digest = shown.map(TokenText::digest).orElse("");
        User user = token == null ? null : accounts.user(token.user()).orElse(null);
        if (token == null
                || user == null
                || !MessageDigest.isEqual(token.digest().getBytes(UTF_8), digest.getBytes(UTF_8))) {
            failures.require(address);
            failures.failed(address);
            throw refused("the token is not valid");
        }
        if (token.isExpired(Instant.now())) {
            throw refused("the token " + token.id() + " has expired");
        }
        return Login.of(principal(user, token), user, token);
    }

    /** The tokens of applications' end users. */
    public EndUserTokens endUsers() {
        return endUsers;
    }

    private Login byEndUserToken(String text, String address) {
        EndUserToken token = endUsers.read(text).orElse(null);
        if (token == null) {
            failures.require(address);
            failures.failed(address);
            throw refused("the token is not valid");
        }
        if (token.isExpired(Instant.now())) {
            throw refused("the token of " + token.subject() + " has expired");
        }
        return new Login(token.principal(), null, null, token);
    }

    /**
     * Who has this name and password.
     *
     * @param address where they come from
     * @throws TidemillException UNAUTHORISED, TOO_MANY_LOGINS
     */
    public Login byPassword(String name, String password, String address) {
        failures.require(name, address);
        User user = file.accounts().user(name).orElse(null);
        PasswordHash kept = user == null ? null : user.password();
        boolean right = isRight(kept == null ? nobodys() : kept, name, password, address);
        if (user == null || kept == null || !right) {
            throw refused("the name or the password is wrong");
        }
        failures.succeeded(name, address);
        return Login.of(principal(user, null), user, null);
    }

    private boolean isRight(PasswordHash kept, String name, String password, String address) {
        if (remembered.has(kept, password)) {
            return true;
        }
        boolean right = matches(kept, name, password, address);
        if (right) {
            remembered.keep(kept, password);
        }
        return right;
    }

    /** Those who waited for their turn are held to what failed meanwhile. */
    private boolean matches(PasswordHash kept, String name, String password, String address) {
        try {
            if (!derivations.tryAcquire(TURN_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new TidemillException(
                                ErrorCode.TOO_MANY_LOGINS, "too many passwords are being checked")
                        .withHint("come again in a moment, or come with a token");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TidemillException(ErrorCode.QUERY_CANCELLED, "interrupted", e);
        }
        try {
            failures.require(name, address);
            boolean right = kept.matches(password);
            if (!right) {
                failures.failed(name, address);
            }
            return right;
        } finally {
            derivations.release();
        }
    }

    private PasswordHash nobodys() {
        PasswordHash known = nobodys;
        if (known == null) {
            byte[] random = new byte[16];
            new SecureRandom().nextBytes(random);
            known = PasswordHash.of(HexFormat.of().formatHex(random));
            nobodys = known;
        }
        return known;
    }

    private static TidemillException refused(String fact) {
        return new TidemillException(ErrorCode.UNAUTHORISED, fact)
                .withHint("send Authorization: Bearer TOKEN, or Basic with a name and password");
    }

    private static byte[] random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /**
     * What a name's proof by SCRAM is checked against. A name that nobody has, or who has no
     * password, is given one that nothing proves, and the same each time.
     *
     * @param address where the proof will come from
     * @throws TidemillException TOO_MANY_LOGINS
     */
    public ScramVerifier scram(String name, String address) {
        failures.require(name, address);
        return file.accounts()
                .user(name)
                .flatMap(user -> Optional.ofNullable(user.password()))
                .flatMap(PasswordHash::scram)
                .orElseGet(() -> nobodysScram(name));
    }

    private ScramVerifier nobodysScram(String name) {
        byte[] salt =
                java.util.Arrays.copyOf(
                        ScramVerifier.hmac(nobodysSalts, name), ScramVerifier.SALT_BYTES);
        return ScramVerifier.of(ScramVerifier.ROUNDS_DEFAULT, salt, random(), random());
    }

    /**
     * Who has proven by SCRAM that they have the password of a name.
     *
     * @param verifier the one that {@link #scram} gave
     * @param proof of the client
     * @param messages what both have said, as the proof is about it
     * @throws TidemillException UNAUTHORISED, TOO_MANY_LOGINS
     */
    public Login byScram(
            String name, ScramVerifier verifier, byte[] proof, String messages, String address) {
        failures.require(name, address);
        User user = file.accounts().user(name).orElse(null);
        // The password may be another one since the verifier was handed out.
        boolean right =
                verifier.isProvenBy(proof, messages)
                        && user != null
                        && Optional.ofNullable(user.password())
                                .flatMap(PasswordHash::scram)
                                .filter(verifier::equals)
                                .isPresent();
        if (!right || user == null) {
            failures.failed(name, address);
            throw refused("the name or the password is wrong");
        }
        failures.succeeded(name, address);
        return Login.of(principal(user, null), user, null);
    }

    /** A token does what its user may, and no more. */
    private static Principal principal(User user, @Nullable Token token) {
        Set<Scope> scopes = user.scopes().contains(Scope.ADMIN) ? Scope.all() : user.scopes();
        if (token != null) {
            Set<Scope> both = EnumSet.noneOf(Scope.class);
            both.addAll(token.scopes());
            both.retainAll(scopes);
            scopes = both;
        }
        return Principal.user(user.name(), scopes);
    }

    /** Whether who came in may stay: the account is as it was, and the token has not expired. */
    public boolean isStanding(Login login) {
        EndUserToken endUser = login.endUser();
        if (endUser != null) {
            return !endUser.isExpired(Instant.now()) && endUsers.isStanding(endUser);
        }
        User user = login.user();
        if (user == null) {
            return true;
        }
        Accounts accounts = file.accounts();
        Token token = login.token();
        return accounts.user(user.name()).filter(user::equals).isPresent()
                && (token == null
                        || (accounts.token(token.id()).filter(token::equals).isPresent()
                                && !token.isExpired(Instant.now())));
    }

    /** Passwords that were right, by a digest under a key of this process alone. */
    private static final class Remembered {
        private final LongSupplier nanos;
        private final byte[] key = new byte[32];
        private final Map<String, Long> until;

        Remembered(int max, LongSupplier nanos) {
            this.nanos = nanos;
            new SecureRandom().nextBytes(key);
            until =
                    new LinkedHashMap<>() {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                            return size() > max;
                        }
                    };
        }

        private String digest(PasswordHash kept, String password) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                mac.update(kept.text().getBytes(UTF_8));
                mac.update((byte) 0);
                return HexFormat.of().formatHex(mac.doFinal(password.getBytes(UTF_8)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
            }
        }

        boolean has(PasswordHash kept, String password) {
            String digest = digest(kept, password);
            synchronized (until) {
                Long end = until.get(digest);
                return end != null && nanos.getAsLong() - end < 0;
            }
        }

        void keep(PasswordHash kept, String password) {
            String digest = digest(kept, password);
            synchronized (until) {
                until.remove(digest);
                until.put(digest, nanos.getAsLong() + REMEMBERED.toNanos());
            }
        }
    }
}
