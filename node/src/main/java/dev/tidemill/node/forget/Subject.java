package dev.tidemill.node.forget;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.node.read.KeyText;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** A person as their value in columns that identify people. */
public sealed interface Subject {
    /** Whether a value's text is theirs. */
    boolean is(String text);

    /** Whether a text that is no JSON has their value as a word of its own. */
    boolean isIn(String text);

    /** Known by the value. */
    record Named(String value) implements Subject {
        public Named {
            requireNonNull(value, "value");
        }

        @Override
        public boolean is(String text) {
            return value.equals(text);
        }

        @Override
        public boolean isIn(String text) {
            boolean isUuid = Subject.form(Type.UUID, value).isPresent();
            boolean isWhole = Subject.isNumber(value);
            return Pattern.compile(
                            "(?<![\\p{L}\\p{N}])"
                                    + (isWhole ? "0*" : "")
                                    + Pattern.quote(value)
                                    + "(?![\\p{L}\\p{N}])",
                            isUuid ? Pattern.CASE_INSENSITIVE : 0)
                    .matcher(text)
                    .find();
        }
    }

    /**
     * Known by a receipt only, after a restart. A word of free text cannot be told from others.
     *
     * @param hash of {@link #hash}
     */
    record Hashed(String salt, String hash) implements Subject {
        public Hashed {
            requireNonNull(salt, "salt");
            requireNonNull(hash, "hash");
        }

        @Override
        public boolean is(String text) {
            return Subject.hash(salt, text).equals(hash);
        }

        @Override
        public boolean isIn(String text) {
            return false;
        }
    }

    /** A value as columns of a type write it; empty when the text is no such value. */
    static Optional<String> form(Type type, String text) {
        try {
            return Optional.of(KeyText.value(type, text).toString());
        } catch (TidemillException e) {
            return Optional.empty();
        }
    }

    /** Whether a value is a whole number, and so as often a count or a bound as a person. */
    static boolean isNumber(String text) {
        return form(Type.BIGINT, text).isPresent();
    }

    /** What a hash begins with, so that hashes of two receipts cannot be compared. */
    static String freshSalt() {
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        return HexFormat.of().formatHex(salt);
    }

    /** SHA-256, in hexadecimal, of the salt and the value. */
    static String hash(String salt, String value) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest((salt + value).getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
