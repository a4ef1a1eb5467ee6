package dev.tidemill.actions;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of a request: HMAC-SHA256, in hexadecimal digits, of the time of sending, a dot and
 * the body. A receiver that has the key knows by it who sent the body, and that it is no old
 * request sent again.
 */
public final class Signature {
    /** The header with the time of sending, in seconds since 1970 UTC. */
    public static final String TIMESTAMP_HEADER = "Tidemill-Timestamp";

    /** The header with the signature, behind {@link #PREFIX}. */
    public static final String SIGNATURE_HEADER = "Tidemill-Signature";

    /** Says how it was made. */
    public static final String PREFIX = "v1=";

    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    /** The value of {@link #SIGNATURE_HEADER}. */
    public static String of(String key, long epochSeconds, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(UTF_8), ALGORITHM));
            byte[] signed = mac.doFinal((epochSeconds + "." + body).getBytes(UTF_8));
            return PREFIX + HexFormat.of().formatHex(signed);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /**
     * Whether a received request is genuine and recent.
     *
     * @param timestamp the header's text
     * @param signature the header's text
     * @param nowSeconds the receiver's time
     * @param tolerance how old, or how far ahead, the request may be
     */
    public static boolean isGenuine(
            String key,
            String timestamp,
            String signature,
            String body,
            long nowSeconds,
            Duration tolerance) {
        long sent;
        try {
            sent = Long.parseLong(timestamp);
        } catch (NumberFormatException _) {
            return false;
        }
        return Math.abs(nowSeconds - sent) <= tolerance.toSeconds()
                && MessageDigest.isEqual(
                        of(key, sent, body).getBytes(UTF_8), signature.getBytes(UTF_8));
    }
}
