package dev.tidemill.node.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Rows come back from the quarantine as they came, whatever their bytes. */
class QuarantineTest {
    private static void assertKept(byte[] raw) {
        assertArrayEquals(raw, Quarantine.raw(Quarantine.text(raw)));
    }

    @Test
    void textIsKeptAsItIs() {
        assertEquals("{\"a\":\"ä\"}", Quarantine.text("{\"a\":\"ä\"}".getBytes(UTF_8)));
        assertKept("{\"a\":\"ä\"}".getBytes(UTF_8));
    }

    @Test
    void bytesThatAreNoTextComeBack() {
        assertKept(new byte[] {'a', (byte) 0xE4, 'b'});
    }

    @Test
    void textThatLooksLikeBase64ComesBackAsItCame() {
        assertKept("base64:no base 64".getBytes(UTF_8));
        assertKept("base64:YWRh".getBytes(UTF_8));
        assertEquals(
                "base64:YWRh",
                QuarantinedRow.readable(Quarantine.text("base64:YWRh".getBytes(UTF_8))));
    }
}
