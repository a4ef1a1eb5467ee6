package dev.tidemill.algebra.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The canonical name of a plan node: equal hashes mean the same computation over the same inputs,
 * whatever its columns are called. State belongs to this name.
 *
 * @param hex 32 hexadecimal digits: the first 128 bits of a SHA-256
 */
public record PlanHash(String hex) {
    /** Changes when an operator's state or meaning does, so that old state is not reused. */
    private static final String SEMANTICS_VERSION = "1";

    public static PlanHash of(Plan plan) {
        MessageDigest digest = sha256();
        digest.update(SEMANTICS_VERSION.getBytes(UTF_8));
        digest.update(plan.identity().getBytes(UTF_8));
        for (Plan input : plan.inputs()) {
            digest.update((byte) '|');
            digest.update(of(input).hex.getBytes(UTF_8));
        }
        return new PlanHash(HexFormat.of().formatHex(digest.digest(), 0, 16));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return hex;
    }
}
