package dev.tidemill.cli.show;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AmountTest {
    @Test
    void groupsTheDigitsOfCounts() {
        assertEquals("0", Amount.count(0));
        assertEquals("1,234,567", Amount.count(1_234_567));
        assertEquals("-1,000", Amount.count(-1000));
    }

    @Test
    void showsBytesInTheUnitThatFits() {
        assertEquals("999 B", Amount.bytes(999));
        assertEquals("1 KB", Amount.bytes(1000));
        assertEquals("12.3 MB", Amount.bytes(12_345_678));
        assertEquals("5.12 GB", Amount.bytes(5_123_000_000L));
    }

    @Test
    void keepsMoreDecimalsOfSmallerNumbers() {
        assertEquals("0", Amount.number(0));
        assertEquals("0.005", Amount.number(0.005));
        assertEquals("0.25", Amount.number(0.25));
        assertEquals("3.14", Amount.number(3.14159));
        assertEquals("40.1", Amount.number(40.12));
        assertEquals("5,123", Amount.number(5123.4));
        assertEquals("100/s", Amount.rate(100));
    }

    @Test
    void showsDurationsInTheirTwoLargestUnits() {
        assertEquals("0.42 ms", Amount.millis(0.42));
        assertEquals("2.5 s", Amount.millis(2500));
        assertEquals("12.1 s", Amount.duration(Duration.ofMillis(12_149)));
        assertEquals("3 min 20 s", Amount.duration(Duration.ofSeconds(200)));
        assertEquals("2 h", Amount.duration(Duration.ofHours(2)));
        assertEquals("3 d 4 h", Amount.duration(Duration.ofHours(76)));
    }
}
