package dev.tidemill.node.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.access.Scope;
import dev.tidemill.sql.parse.Claims;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of applications' end users, {@code tmu_WHAT_IT_SAYS.SIGNATURE}: nothing of them is kept.
 * The signature is HMAC-SHA256 (RFC 2104) under a key of the data folder, which only the mill
 * knows; another key ends all that there are. Safe for all threads.
 */
public final class EndUserTokens {
    /** Seconds that a token is good for unless others are asked for. */
    public static final long SECONDS_DEFAULT = 900;

    /** Seconds that a token is good for at most. */
    public static final long SECONDS_MAX = Duration.ofDays(1).toSeconds();

    /** Claims of a token at most. */
    public static final int CLAIMS_MAX = 32;

    /** Tables that a token names at most. */
    public static final int TABLES_MAX = 100;

    /** Characters of a token at most, since it is sent in a header. */
    public static final int CHARS_MAX = 4_096;

    private static final int SUBJECT_CHARS_MAX = 128;
    private static final Set<Scope> POSSIBLE = Set.of(Scope.READ, Scope.WRITE);
    private static final String PREFIX = "tmu_";
    private static final String FILE = "end-user-key";
    private static final int KEY_BYTES = 32;
    private static final String HMAC = "HmacSHA256";

    private final Path file;
    private volatile @Nullable String key;

    /**
     * @param folder of the accounts, in the data folder
     */
    EndUserTokens(Path folder) {
        this.file = requireNonNull(folder, "folder").resolve(FILE);
    }

    /** Whether a text looks like one. */
    public static boolean isOne(String text) {
        return text.startsWith(PREFIX);
    }

    /**
     * What an application asks a token for.
     *
     * @param tables null for all that policies let them see
     */
    public record Asked(
            String subject,
            Map<String, String> claims,
            @Nullable Set<String> tables,
            Set<Scope> scopes,
            long seconds) {
        public Asked {
            claims = Map.copyOf(claims);
            tables = tables == null ? null : Set.copyOf(tables);
            scopes = Set.copyOf(scopes);
        }
    }

    /**
     * A token, and what it says.
     *
     * @param text to be told once
     */
    public record Given(String text, EndUserToken token) {}

    /**
     * A token for somebody of whom an application says this.
     *
     * @param issuer the application, which may do at least what the token may
     * @throws TidemillException INVALID_REQUEST, FORBIDDEN, IO_FAILED
     */
    public Given give(Principal issuer, Asked asked, Instant now) {
        if (asked.subject().isBlank() || asked.subject().length() > SUBJECT_CHARS_MAX) {
            throw wrong("the subject has 1 to " + SUBJECT_CHARS_MAX + " characters");
        }
        if (asked.subject().chars().anyMatch(Character::isISOControl)) {
            throw wrong("the subject has control characters");
        }
        if (asked.seconds() < 1 || asked.seconds() > SECONDS_MAX) {
            throw wrong("seconds are 1 to " + SECONDS_MAX);
        }
        if (asked.claims().size() > CLAIMS_MAX) {
            throw wrong("a token has at most " + CLAIMS_MAX + " claims");
        }
        if (asked.tables() != null && asked.tables().size() > TABLES_MAX) {
            throw wrong("a token names at most " + TABLES_MAX + " tables");
        }
        for (String name : asked.claims().keySet()) {
            if (!Claims.NAME.matcher(name).matches() || name.equals(EndUserToken.SUBJECT)) {
                throw wrong("no claim can be called \"" + name + "\"");
            }
        }
        if (asked.scopes().isEmpty() || !POSSIBLE.containsAll(asked.scopes())) {
            throw wrong("the scopes of an end user are read, write or both");
        }
        asked.scopes().forEach(issuer::require);
        String signing = key(true);
        EndUserToken token =
                new EndUserToken(
                        asked.subject(),
                        asked.claims(),
                        asked.tables(),
                        asked.scopes(),
                        Instant.ofEpochSecond(now.getEpochSecond() + asked.seconds()),
                        id(signing));
        String said = base64(token.text().getBytes(UTF_8));
        String text = PREFIX + said + "." + base64(hmac(signing, said));
        if (text.length() > CHARS_MAX) {
            throw wrong("a token that says so much has more than " + CHARS_MAX + " characters");
        }
        return new Given(text, token);
    }

    /** What a token says; empty when it was not signed by the key that there is. */
    Optional<EndUserToken> read(String text) {
        int dot = text.lastIndexOf('.');
        String signing = key(false);
        if (signing.isEmpty() || dot < 0 || text.length() > CHARS_MAX || !isOne(text)) {
            return Optional.empty();
        }
        String said = text.substring(PREFIX.length(), dot);
        byte[] right = base64(hmac(signing, said)).getBytes(UTF_8);
        if (!MessageDigest.isEqual(right, text.substring(dot + 1).getBytes(UTF_8))) {
            return Optional.empty();
        }
        String decoded = new String(Base64.getUrlDecoder().decode(said), UTF_8);
        return Optional.of(EndUserToken.of(decoded, id(signing)));
    }

    /** Whether the key that signed a token is the one that there is. */
    boolean isStanding(EndUserToken token) {
        String signing = key(false);
        return !signing.isEmpty() && token.key().equals(id(signing));
    }

    /**
     * Ends all tokens that were given, by another key; streams of theirs end within ten seconds.
     *
     * @throws TidemillException IO_FAILED
     */
    public synchronized void endAll() {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        String made = HexFormat.of().formatHex(random);
        try {
            PrivateFile.replace(file, made + "\n");
        } catch (IOException e) {
            throw new TidemillException(
                    ErrorCode.IO_FAILED, "the key of end users' tokens cannot be kept: " + e, e);
        }
        key = made;
    }

    /** The key; empty when there is none and none is to be made. */
    private String key(boolean make) {
        String known = key;
        return known == null ? found(make) : known;
    }

    private synchronized String found(boolean make) {
        if (key == null) {
            try {
                if (Files.exists(file)) {
                    String read = Files.readString(file).strip();
                    if (!read.matches("[0-9a-f]{" + 2 * KEY_BYTES + "}")) {
                        throw new TidemillException(
                                        ErrorCode.INVALID_FILE, file + " is not a key of tokens")
                                .withHint("delete it, and start again: end users need new tokens");
                    }
                    key = read;
                } else if (make) {
                    endAll();
                }
            } catch (IOException e) {
                throw new TidemillException(
                        ErrorCode.IO_FAILED,
                        "the key of end users' tokens cannot be read: " + e,
                        e);
            }
        }
        String known = key;
        return known == null ? "" : known;
    }

    /** What a key is told from another by, which says nothing of it. */
    private static String id(String signing) {
        return base64(hmac(signing, "id"));
    }

    private static byte[] hmac(String signing, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(HexFormat.of().parseHex(signing), HMAC));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static TidemillException wrong(String fact) {
        return new TidemillException(ErrorCode.INVALID_REQUEST, fact)
                .withHint(
                        "{\"subject\": \"customer-17\", \"claims\": {\"customer_id\": 17},"
                                + " \"scopes\": [\"read\"], \"seconds\": 900}");
    }
}
