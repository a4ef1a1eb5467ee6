package dev.tidemill.node.account;

import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password as it is kept: PBKDF2 with HMAC-SHA256, a salt of its own, and as many rounds as its
 * text says, so that more can be asked for later.
 *
 * <p>A {@link ScramVerifier}, of another salt, stands behind it for clients that prove that they
 * have a password and do not send it. It has fewer rounds, since each such client hashes for
 * itself.
 *
 * @param text {@code pbkdf2-sha256:ROUNDS:SALT:HASH}, and behind that, unless it was made before
 *     there were any, {@code :} and the verifier's text
 */
public record PasswordHash(String text) {
    /** Rounds of new passwords: a few tenths of a second of one processor. */
    public static final int ROUNDS_DEFAULT = 600_000;

    /** The most that a file may ask for. */
    private static final int ROUNDS_MAX = 10_000_000;

    private static final String KIND = "pbkdf2-sha256";
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;

    public PasswordHash {
        requireNonNull(text, "text");
    }

    /** A new password. */
    public static PasswordHash of(String password) {
        return of(password, ROUNDS_DEFAULT);
    }

    static PasswordHash of(String password, int rounds) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder();
        byte[] scramSalt = new byte[ScramVerifier.SALT_BYTES];
        new SecureRandom().nextBytes(scramSalt);
        int scramRounds = Math.min(rounds, ScramVerifier.ROUNDS_DEFAULT);
        byte[] salted = derived(password, scramSalt, scramRounds);
        return new PasswordHash(
                String.join(
                        ":",
                        KIND,
                        Integer.toString(rounds),
                        base64.encodeToString(salt),
                        base64.encodeToString(derived(password, salt, rounds)),
                        ScramVerifier.of(salted, scramSalt, scramRounds).text()));
    }

    /** What a file says; empty for what is no such text. */
    static Optional<PasswordHash> read(String text) {
        String[] parts = text.split(":", 5);
        boolean fits = parts.length == 4 || (parts.length == 5 && isVerifier(parts[4]));
        if (!fits || !parts[0].equals(KIND)) {
            return Optional.empty();
        }
        try {
            int rounds = Integer.parseInt(parts[1]);
            boolean whole =
                    Base64.getDecoder().decode(parts[2]).length == SALT_BYTES
                            && Base64.getDecoder().decode(parts[3]).length == HASH_BITS / 8;
            return rounds > 0 && rounds <= ROUNDS_MAX && whole
                    ? Optional.of(new PasswordHash(text))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isVerifier(String text) {
        return ScramVerifier.read(text).isPresent();
    }

    /** What proofs by SCRAM are checked against; empty for a password that was set before. */
    Optional<ScramVerifier> scram() {
        String[] parts = text.split(":", 5);
        return parts.length == 5 ? ScramVerifier.read(parts[4]) : Optional.empty();
    }

    /** Whether it is this password; takes the same time when it is not. */
    boolean matches(String password) {
        String[] parts = text.split(":", -1);
        byte[] salt = Base64.getDecoder().decode(parts[2]);
        byte[] expected = Base64.getDecoder().decode(parts[3]);
        return MessageDigest.isEqual(expected, derived(password, salt, Integer.parseInt(parts[1])));
    }

    private static byte[] derived(String password, byte[] salt, int rounds) {
        // No password is empty; the platform may refuse to derive one, and that would take less
        // time.
        char[] characters = password.isEmpty() ? new char[1] : password.toCharArray();
        PBEKeySpec spec = new PBEKeySpec(characters, salt, rounds, HASH_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform has no PBKDF2", e);
        } finally {
            spec.clearPassword();
        }
    }

    /** Nothing of it: it is not for logs. */
    @Override
    public String toString() {
        return "a password";
    }
}
