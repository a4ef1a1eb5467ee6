package dev.tidemill.node.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a proof by SCRAM-SHA-256 (RFC 5802, RFC 7677) is checked against. Whoever has it can neither
 * make such a proof nor find the password sooner than by guessing.
 *
 * @param text {@code ROUNDS:SALT:STORED KEY:SERVER KEY}, the last three in base 64
 */
public record ScramVerifier(String text) {
    /**
     * Rounds of new ones: clients derive a key at each connection, and some refuse to do so with
     * more.
     */
    public static final int ROUNDS_DEFAULT = 100_000;

    static final int SALT_BYTES = 16;
    private static final int KEY_BYTES = 32;
    private static final int ROUNDS_MAX = 10_000_000;

    public ScramVerifier {
        requireNonNull(text, "text");
    }

    /**
     * Of a password that was derived with a salt of its own.
     *
     * @param salted PBKDF2 with HMAC-SHA-256 of the password
     */
    static ScramVerifier of(byte[] salted, byte[] salt, int rounds) {
        byte[] client = hmac(salted, "Client Key");
        return of(rounds, salt, digest(client), hmac(salted, "Server Key"));
    }

    static ScramVerifier of(int rounds, byte[] salt, byte[] storedKey, byte[] serverKey) {
        Base64.Encoder base64 = Base64.getEncoder();
        return new ScramVerifier(
                String.join(
                        ":",
                        Integer.toString(rounds),
                        base64.encodeToString(salt),
                        base64.encodeToString(storedKey),
                        base64.encodeToString(serverKey)));
    }

    /** What a file says; empty for what is no such text. */
    static Optional<ScramVerifier> read(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        try {
            int rounds = Integer.parseInt(parts[0]);
            boolean whole =
                    Base64.getDecoder().decode(parts[1]).length == SALT_BYTES
                            && Base64.getDecoder().decode(parts[2]).length == KEY_BYTES
                            && Base64.getDecoder().decode(parts[3]).length == KEY_BYTES;
            return rounds > 0 && rounds <= ROUNDS_MAX && whole
                    ? Optional.of(new ScramVerifier(text))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String part(int index) {
        return text.split(":", -1)[index];
    }

    /** How often the client is to hash. */
    public int rounds() {
        return Integer.parseInt(part(0));
    }

    /** The salt, in base 64, as the client is told it. */
    public String salt() {
        return part(1);
    }

    /** Whether a proof is that of the password; takes the same time when it is not. */
    public boolean isProvenBy(byte[] proof, String messages) {
        byte[] stored = Base64.getDecoder().decode(part(2));
        byte[] signature = hmac(stored, messages);
        if (proof.length != signature.length) {
            return false;
        }
        byte[] client = Arrays.copyOf(proof, proof.length);
        for (int i = 0; i < client.length; i++) {
            client[i] ^= signature[i];
        }
        return MessageDigest.isEqual(stored, digest(client));
    }

    /** What shows the client that the server has this too, in base 64. */
    public String signature(String messages) {
        return Base64.getEncoder()
                .encodeToString(hmac(Base64.getDecoder().decode(part(3)), messages));
    }

    static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Nothing of it: it is not for logs. */
    @Override
    public String toString() {
        return "a verifier";
    }
}
