package dev.tidemill.pgwire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How connections begin, and how they do not. */
class StartupTest {
    @TempDir Path folder;

    @Test
    void tellsItsSettingsAndAKeyToCancelBy() throws Exception {
        try (Wired wired = Wired.in(folder);
                Raw raw = new Raw(wired.socket())) {
            raw.startup(196_608, "user", "ann", "application_name", "me", "TimeZone", "Asia/Tokyo");
            List<Raw.Said> said = raw.untilReady();

            assertEquals('R', said.getFirst().type());
            List<String> told = new ArrayList<>();
            said.stream().filter(each -> each.type() == 'S').forEach(each -> told.add(each.text()));
            assertTrue(told.contains("server_version|17.5|"), told.toString());
            assertTrue(told.contains("application_name|me|"), told.toString());
            assertTrue(told.contains("TimeZone|Asia/Tokyo|"), told.toString());
            assertTrue(told.contains("client_encoding|UTF8|"), told.toString());
            assertEquals(8, said.get(said.size() - 2).body().length);
            assertEquals('K', said.get(said.size() - 2).type());
            assertEquals("I", said.getLast().text());
        }
    }

    @Test
    void saysNoToEncryptionThatIsNotThereAndGoesOn() throws Exception {
        try (Wired wired = Wired.in(folder);
                Raw raw = new Raw(wired.socket())) {
            raw.packet(80_877_104);
            assertEquals('N', raw.in.readByte());
            raw.packet(80_877_103);
            assertEquals('N', raw.in.readByte());
            raw.startup(196_608, "user", "ann");
            assertEquals('Z', raw.untilReady().getLast().type());
        }
    }

    @Test
    void negotiatesANewerMinorVersionAndUnknownExtensions() throws Exception {
        try (Wired wired = Wired.in(folder);
                Raw raw = new Raw(wired.socket())) {
            raw.startup(196_608 + 9, "user", "ann", "_pq_.wishes", "many");
            Raw.Said first = raw.next();
            assertEquals('v', first.type());
            assertEquals(196_608 + 2, ByteBuffer.wrap(first.body()).getInt());
            assertTrue(first.text().contains("_pq_.wishes"), first.text());
            assertEquals('Z', raw.untilReady().getLast().type());
        }
    }

    @Test
    void refusesWhatIsNoStartup() throws Exception {
        try (Wired wired = Wired.in(folder)) {
            assertRefused(wired, new byte[] {0, 0, 0, 8, 0, 2, 0, 0}, "0A000");
            assertRefused(wired, new byte[] {0, 0, 0, 0, 0, 3, 0, 0}, "08P01");
            assertRefused(wired, new byte[] {-1, -1, -1, -1, 0, 3, 0, 0}, "08P01");
            assertRefused(wired, new byte[] {0x7F, 0, 0, 0, 0, 3, 0, 0}, "08P01");
            assertRefused(wired, "GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8), "08P01");
            assertRefused(wired, new byte[] {0, 0, 0, 9, 0, 3, 0, 0, 'u'}, "08P01");
            assertRefused(wired, new byte[] {0, 0, 0, 9, 0, 3, 0, 0, 0}, "28000");
            try (Raw raw = Raw.in(wired)) {
                assertEquals("TDCZ", raw.types("SELECT 1"));
            }
        }
    }

    private static void assertRefused(Wired wired, byte[] bytes, String state) throws IOException {
        try (Raw raw = new Raw(wired.socket())) {
            raw.out.write(bytes);
            raw.out.flush();
            Raw.Said said = raw.next();
            assertEquals('E', said.type());
            assertEquals("FATAL", said.field('S'));
            assertEquals(state, said.field('C'), said.text());
            assertEquals('!', raw.untilReady().getLast().type());
        }
    }

    @Test
    void refusesSettingsThatCannotBe() throws Exception {
        try (Wired wired = Wired.in(folder);
                Raw raw = new Raw(wired.socket())) {
            raw.startup(196_608, "user", "ann", "client_encoding", "LATIN1");
            List<Raw.Said> said = raw.untilReady();
            Raw.Said error = said.get(said.size() - 2);
            assertEquals("22023", error.field('C'), error.text());
        }
    }

    @Test
    void takesNoMoreConnectionsThanItMay() throws Exception {
        try (Wired wired =
                Wired.in(
                        folder,
                        options -> options.withBounds(options.bounds().withConnections(3)))) {
            List<Raw> open = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                open.add(Raw.in(wired));
            }
            try (Raw more = new Raw(wired.socket())) {
                more.startup(196_608, "user", "ann");
                Raw.Said said = more.next();
                assertEquals("53300", said.field('C'), said.text());
                assertEquals("TM6002", said.field('R'));
            }
            assertEquals(1, wired.server.refused());
            open.removeFirst().close();
            awaitConnections(wired, 2);
            try (Raw again = Raw.in(wired)) {
                assertEquals("TDCZ", again.types("SELECT 1"));
            }
            for (Raw each : open) {
                each.close();
            }
        }
    }

    private static void awaitConnections(Wired wired, int count) throws InterruptedException {
        for (int i = 0; i < 200 && wired.server.connections() > count; i++) {
            Thread.sleep(20);
        }
        assertEquals(count, wired.server.connections());
    }

    @Test
    void closesWhoDoesNotComeInAndWhoIsIdle() throws Exception {
        try (Wired wired =
                Wired.in(
                        folder,
                        options ->
                                options.withBounds(
                                        options.bounds()
                                                .withTimes(
                                                        Duration.ofSeconds(1),
                                                        Duration.ofSeconds(3),
                                                        Duration.ofSeconds(5))))) {
            try (Raw slow = new Raw(wired.socket())) {
                slow.out.write(new byte[] {0, 0});
                slow.out.flush();
                assertEquals('!', slow.untilReady().getLast().type());
            }
            try (Raw idle = Raw.in(wired)) {
                Raw.Said said = idle.next();
                assertEquals("57P05", said.field('C'), said.text());
                assertEquals('!', idle.untilReady().getLast().type());
            }
            try (Raw idle = Raw.in(wired)) {
                assertEquals("CSZ".replace("S", ""), idle.types("SET idle_session_timeout = '1s'"));
                long began = System.nanoTime();
                assertEquals("57P05", idle.next().field('C'));
                assertTrue(System.nanoTime() - began < 2_900_000_000L);
            }
            awaitConnections(wired, 0);
        }
    }

    @Test
    void dropsAClientThatTakesNothing() throws Exception {
        try (Wired wired =
                        Wired.in(
                                folder,
                                options ->
                                        options.withBounds(
                                                options.bounds()
                                                        .withTimes(
                                                                Duration.ofSeconds(20),
                                                                Duration.ofHours(1),
                                                                Duration.ofSeconds(1))));
                Raw raw = Raw.in(wired)) {
            raw.send('Q', "SELECT repeat('x', 1000) FROM range(10000000)");
            awaitConnections(wired, 0);
        }
    }

    @Test
    void cancelsByTheRightKeyOnly() throws Exception {
        try (Wired wired = Wired.in(folder);
                Raw raw = new Raw(wired.socket())) {
            raw.startup(196_608, "user", "ann");
            List<Raw.Said> said = raw.untilReady();
            ByteBuffer key = ByteBuffer.wrap(said.get(said.size() - 2).body());
            int process = key.getInt();
            int secret = key.getInt();
            raw.send(
                    'Q',
                    "SELECT count(*) FROM range(1000000000) a(i), range(1000000000) b(j) WHERE i < j");
            try (Raw wrong = new Raw(wired.socket())) {
                wrong.packet(80_877_102, process, secret + 1);
                assertEquals(-1, wrong.in.read());
            }
            raw.socket.setSoTimeout(700);
            boolean waited = false;
            try {
                raw.next();
            } catch (java.net.SocketTimeoutException e) {
                waited = true;
            }
            assertTrue(waited, "a wrong key has cancelled");
            raw.socket.setSoTimeout(20_000);
            try (Raw right = new Raw(wired.socket())) {
                right.packet(80_877_102, process, secret);
                assertEquals(-1, right.in.read());
            }
            List<Raw.Said> answer = raw.untilReady();
            Raw.Said error = answer.get(answer.size() - 2);
            assertEquals("57014", error.field('C'), error.text());
            assertEquals("canceling statement due to user request", error.field('M'));
            assertEquals("TDCZ", raw.types("SELECT 2"));
        }
    }

    @Test
    void stopsAQueryWhoseClientHasGone() throws Exception {
        try (Wired wired = Wired.in(folder)) {
            Raw raw = Raw.in(wired);
            raw.send(
                    'Q',
                    "SELECT count(*) FROM range(1000000000) a(i), range(1000000000) b(j) WHERE i < j");
            while (wired.mill.queries().running() == 0) {
                Thread.sleep(10);
            }
            raw.close();
            awaitConnections(wired, 0);
            assertEquals(0, wired.mill.queries().running());
        }
    }
}
