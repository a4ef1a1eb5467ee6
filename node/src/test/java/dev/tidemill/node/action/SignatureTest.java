package dev.tidemill.node.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.actions.Signature;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SignatureTest {
    private static final String BODY = "{\"airport\":\"ATL\"}";

    /** By OpenSSL: printf '1700000000.{…}' | openssl dgst -sha256 -hmac s3cret. */
    @Test
    void signsAsOtherToolsDo() {
        assertEquals(
                "v1=aa311846f77310388f833cd232fd9f0ffb0db14372b63db9c0875d8506c43216",
                Signature.of("s3cret", 1_700_000_000, BODY));
    }

    @Test
    void knowsGenuineRequestsFromForgedAndOldOnes() {
        String signature = Signature.of("s3cret", 1_000, BODY);
        assertTrue(genuine("s3cret", "1000", signature, BODY, 1_100));
        assertFalse(genuine("s3cret", "1000", signature, BODY + " ", 1_100), "another body");
        assertFalse(genuine("s3cret", "1001", signature, BODY, 1_100), "another time");
        assertFalse(genuine("other", "1000", signature, BODY, 1_100), "another key");
        assertFalse(genuine("s3cret", "1000", signature, BODY, 1_301), "too old");
        assertFalse(genuine("s3cret", "soon", signature, BODY, 1_100), "no time");
    }

    private static boolean genuine(
            String key, String timestamp, String signature, String body, long now) {
        return Signature.isGenuine(key, timestamp, signature, body, now, Duration.ofMinutes(5));
    }
}
