package dev.tidemill.definitions.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RedactionTest {
    private static String redacted(String text, Secret... secrets) {
        return new Redaction(List.of(secrets)).of(text);
    }

    @Test
    void hidesWhatWasFilledInHoweverShort() {
        Secret header = Secret.of("Bearer k3y", List.of("k3y"));
        assertEquals("no (secret), (secret): wrong", redacted("no Bearer k3y, k3y: wrong", header));
    }

    @Test
    void hidesLongWordsOfATextThatStandsInTheFile() {
        Secret token = Secret.of("Token 0123456789");
        assertEquals("(secret)", redacted("Token 0123456789", token));
        assertEquals("{\"token\": \"(secret)\"}", redacted("{\"token\": \"0123456789\"}", token));
        assertEquals("version 2 of 2", redacted("version 2 of 2", Secret.of("2")));
    }

    @Test
    void hidesTheWholeAndNotOnlyTheFirstOfTwoThatBeginAlike() {
        Secret both = Secret.of("abcdefgh abcdefghijkl", List.of("abcdefgh", "abcdefghijkl"));
        assertEquals("<(secret)>", redacted("<abcdefghijkl>", both));
    }

    @Test
    void hidesWhatJsonAndAddressesSpellOtherwise() {
        Secret quoted = Secret.of("a\"b\\c d", List.of("a\"b\\c d"));
        assertEquals("\"(secret)\"", redacted("\"a\\\"b\\\\c d\"", quoted));
        assertEquals("?key=(secret)", redacted("?key=a%22b%5Cc+d", quoted));
    }

    @Test
    void leavesTextsAloneWhenThereIsNothingToHide() {
        assertEquals("no", redacted("no"));
        assertEquals("no", redacted("no", Secret.of("", List.of(""))));
    }
}
