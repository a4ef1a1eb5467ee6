package dev.tidemill.connectors.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class RowSplitterTest {
    /** A line of so many bytes that nobody could hold, then a good one. */
    private static InputStream hugeLineThen(long length, String rest) {
        byte[] tail = ("\n" + rest).getBytes(UTF_8);
        return new InputStream() {
            private long at;

            @Override
            public int read() {
                long position = at++;
                if (position < length) {
                    return 'x';
                }
                int inTail = (int) (position - length);
                return inTail < tail.length ? tail[inTail] : -1;
            }

            @Override
            public int read(byte[] target, int offset, int count) {
                int done = 0;
                for (int next; done < count && (next = read()) >= 0; done++) {
                    target[offset + done] = (byte) next;
                }
                return done == 0 ? -1 : done;
            }
        };
    }

    @Test
    void readsPastAHugeLineWithoutHoldingIt() throws IOException {
        RowSplitter splitter =
                new RowSplitter(
                        hugeLineThen(100_000_000, "{\"v\":1}\n"),
                        RowFormat.NDJSON,
                        new ParseOptions(1 << 20),
                        64 << 10);
        RowChunk first = splitter.next();
        assertNotNull(first);
        assertTrue(first.oversized());
        assertTrue(first.bytes().length <= 1024);
        RowChunk second = splitter.next();
        assertNotNull(second);
        assertEquals("{\"v\":1}\n", new String(second.bytes(), 0, second.to(), UTF_8));
        assertNull(splitter.next());
    }
}
