package dev.tidemill.cli.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.error.TidemillException;
import java.net.URI;
import org.junit.jupiter.api.Test;

class ServerAddressTest {
    @Test
    void needsNoScheme() {
        assertEquals(
                URI.create("http://127.0.0.1:7171"),
                ServerAddress.parse("127.0.0.1:7171", null).base());
        assertEquals(
                URI.create("http://127.0.0.1:7171"), ServerAddress.parse(":7171", null).base());
    }

    @Test
    void dropsATrailingSlash() {
        assertEquals(
                URI.create("https://mill.example"),
                ServerAddress.parse("https://mill.example/", null).base());
    }

    @Test
    void refusesWhatIsNoAddress() {
        assertThrows(TidemillException.class, () -> ServerAddress.parse("ftp://x", null));
        assertThrows(TidemillException.class, () -> ServerAddress.parse("http://", null));
        assertThrows(TidemillException.class, () -> ServerAddress.parse("not an address", null));
    }
}
