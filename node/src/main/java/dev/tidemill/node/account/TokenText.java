package dev.tidemill.node.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token as its user has it: {@code tm_ID_SECRET}. The secret is 256 random bits, and is seen
 * once.
 */
public record TokenText(String id, String secret) {
    private static final Pattern FORM = Pattern.compile("tm_([0-9a-f]{12})_([A-Za-z0-9_-]{43})");
    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;

    /** A new one. */
    public static TokenText random(SecureRandom random) {
        byte[] id = new byte[ID_BYTES];
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        return new TokenText(
                HexFormat.of().formatHex(id),
                Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** The token that a text is; empty when it is none. */
    static Optional<TokenText> of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new TokenText(form.group(1), form.group(2)))
                : Optional.empty();
    }

    /** The text, to be told once. */
    public String text() {
        return "tm_" + id + "_" + secret;
    }

    /** What is kept of the secret. */
    public String digest() {
        return digest(secret);
    }

    static String digest(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "tm_" + id + "_…";
    }
}
