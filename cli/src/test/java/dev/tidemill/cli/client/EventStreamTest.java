package dev.tidemill.cli.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    @Test
    void readsEventsInTheirOrder() throws IOException {
        try (EventStream events =
                streamOf(
                        "event: snapshot\ndata: {\"tick\":1}\n\nevent: changes\nid: 2\ndata: x\n\n")) {
            assertEquals(new ServerEvent("snapshot", null, "{\"tick\":1}"), events.next());
            assertEquals(new ServerEvent("changes", "2", "x"), events.next());
            assertNull(events.next());
        }
    }

    @Test
    void skipsHeartbeats() throws IOException {
        try (EventStream events = streamOf(": heartbeat\n\n: heartbeat\n\ndata: x\n\n")) {
            assertEquals(new ServerEvent("message", null, "x"), events.next());
        }
    }

    @Test
    void joinsDataOfSeveralLines() throws IOException {
        try (EventStream events = streamOf("data: a\r\ndata:b\r\ndata:  c\r\n\r\n")) {
            assertEquals(new ServerEvent("message", null, "a\nb\n c"), events.next());
        }
    }

    @Test
    void leavesOutAnEventThatWasCutOff() throws IOException {
        try (EventStream events = streamOf("event: changes\nid: 2\ndata: x")) {
            assertNull(events.next());
        }
    }

    private static EventStream streamOf(String text) {
        return new EventStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
