package dev.tidemill.definitions.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RegexMatcherTest {
    private static boolean matches(String pattern, String text) {
        byte[] bytes = ("<" + text + ">").getBytes(UTF_8);
        return RegexMatcher.of(pattern).matches(bytes, 1, bytes.length - 2);
    }

    @Test
    void theEndIsBehindTheLastCharacterHoweverManyBytesItHas() {
        assertTrue(matches("^.{3}$", "abc"));
        assertFalse(matches("^.{3}$", "abcd"));
        assertTrue(matches("^.{7}$", "Σίσυφος"));
        assertFalse(matches("^.{3}$", "Σίσυφος"));
        assertFalse(matches("^.{3}$", "aéé€"));
    }
}
