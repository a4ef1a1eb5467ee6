package dev.tidemill.cli.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class ScreenTest {
    @Test
    void readsRowsBeforeColumns() {
        assertEquals(new Screen(120, 40), Screen.parse("40 120"));
    }

    @Test
    void isNoneWhenTheSizeIsNotTold() {
        assertNull(Screen.parse(null));
        assertNull(Screen.parse(""));
        assertNull(Screen.parse("wide open"));
    }

    @Test
    void isNeverTooSmallToDrawOn() {
        assertEquals(new Screen(20, 5), Screen.parse("0 0"));
    }
}
