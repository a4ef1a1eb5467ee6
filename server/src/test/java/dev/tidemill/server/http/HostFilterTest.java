package dev.tidemill.server.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostFilterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:7171",
                "127.0.0.1:7171",
                "127.1.2.3",
                "[::1]:80",
                "[::1]",
                "shop.localhost:7171"
            })
    void takesThisMachine(String authority) {
        assertTrue(HostFilter.isLoopback(authority));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                "localhost.example.org",
                "127.0.0.1.example.org",
                "127.0.0.1:80@example.org",
                "[::2]:80",
                "localhost:",
                "10.0.0.1",
                "xlocalhost"
            })
    void refusesOthers(String authority) {
        assertFalse(HostFilter.isLoopback(authority));
    }
}
