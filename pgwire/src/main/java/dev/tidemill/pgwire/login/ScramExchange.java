package dev.tidemill.pgwire.login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.account.ScramVerifier;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server's part of SCRAM-SHA-256: the client says a random text, is told a salt, and proves
 * that it has the password without sending it. Owned by one thread.
 */
final class ScramExchange {
    static final String MECHANISM = "SCRAM-SHA-256";

    private static final int NONCE_BYTES = 18;

    /** The name within is not looked at: it is the one that the session began with. */
    private static final Pattern FIRST =
            Pattern.compile("([ny]),([^,]*),(n=[^,]*,r=([!-+\\--~]+)(,.*)?)");

    private static final Pattern LAST =
            Pattern.compile(
                    "(c=([A-Za-z0-9+/=]*),r=([!-+\\--~]+)(?:,[^p][^,]*)*),p=([A-Za-z0-9+/=]+)");

    private final ScramVerifier verifier;
    private final String nonce;
    private String binding = "";
    private String firstBare = "";
    private String serverFirst = "";
    private String bothNonces = "";
    private String messages = "";

    ScramExchange(ScramVerifier verifier, SecureRandom random) {
        this.verifier = requireNonNull(verifier, "verifier");
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        this.nonce = Base64.getEncoder().encodeToString(bytes);
    }

    private static TidemillException malformed(String fact) {
        return new TidemillException(
                ErrorCode.PROTOCOL_VIOLATION, "malformed SCRAM message: " + fact);
    }

    /** What is answered to the client's first message. */
    String challenge(byte[] first) {
        Matcher parts = FIRST.matcher(new String(first, UTF_8));
        if (!parts.matches()) {
            throw malformed("it has no nonce, or asks for what is not offered");
        }
        binding = parts.group(1) + "," + parts.group(2) + ",";
        firstBare = parts.group(3);
        bothNonces = parts.group(4) + nonce;
        serverFirst = "r=%s,s=%s,i=%d".formatted(bothNonces, verifier.salt(), verifier.rounds());
        return serverFirst;
    }

    /** The proof in the client's last message; {@link #messages} is what it is about. */
    byte[] proof(byte[] last) {
        Matcher parts = LAST.matcher(new String(last, UTF_8));
        if (!parts.matches()) {
            throw malformed("it has no proof");
        }
        boolean bound =
                Arrays.equals(decoded(parts.group(2)), binding.getBytes(UTF_8))
                        && parts.group(3).equals(bothNonces);
        if (!bound) {
            throw malformed("it belongs to another exchange");
        }
        messages = firstBare + "," + serverFirst + "," + parts.group(1);
        return decoded(parts.group(4));
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw malformed("what should be base 64 is not");
        }
    }

    /** All that both have said. */
    String messages() {
        return messages;
    }

    /** What is told to a client that has proven itself. */
    String confirmation() {
        return "v=" + verifier.signature(messages);
    }
}
