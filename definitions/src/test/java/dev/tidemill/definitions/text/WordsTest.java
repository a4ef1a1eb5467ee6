package dev.tidemill.definitions.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void readsDurationsAsPeopleWriteThem() {
        assertEquals(Optional.of(Duration.ofDays(7)), DurationText.parse("7 days"));
        assertEquals(Optional.of(Duration.ofHours(1)), DurationText.parse("1 hour"));
        assertEquals(Optional.of(Duration.ofHours(1)), DurationText.parse("PT1H"));
        assertEquals(Optional.of(Duration.ofSeconds(5)), DurationText.parse("5s"));
        assertEquals(Optional.of(Duration.ofMillis(250)), DurationText.parse(" 250 MS "));
        assertEquals(Optional.of(Duration.ofMinutes(2)), DurationText.parse("2m"));
    }

    @Test
    void refusesWhatIsNoDuration() {
        for (String text : List.of("", "7", "days", "-1 day", "PT-1H", "7 dayz", "1 h 2 m")) {
            assertEquals(Optional.empty(), DurationText.parse(text), text);
        }
        assertTrue(DurationText.parse("9999999999999 days").isEmpty());
    }

    @Test
    void readsSizesAndRefusesTheRest() {
        assertEquals(16L << 20, ByteSizeText.parse("16 MiB").orElseThrow());
        assertEquals(1_000_000, ByteSizeText.parse("1MB").orElseThrow());
        assertEquals(4096, ByteSizeText.parse("4096").orElseThrow());
        for (String text : List.of("", "MiB", "-1", "1 zib", "1.5 GiB")) {
            assertTrue(ByteSizeText.parse(text).isEmpty(), text);
        }
    }

    @Test
    void findsTheWordThatWasMeant() {
        List<String> known = List.of("sources", "timezone", "clock");
        assertEquals(Optional.of("sources"), ClosestWord.to("source", known));
        assertEquals(Optional.of("timezone"), ClosestWord.to("time-zone", known));
        assertEquals(Optional.empty(), ClosestWord.to("webhook", known));
        assertEquals("known: clock, sources, timezone", ClosestWord.hint("webhook", known));
    }
}
