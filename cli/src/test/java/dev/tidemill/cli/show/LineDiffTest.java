package dev.tidemill.cli.show;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineDiffTest {
    @Test
    void keepsWhatBothHave() {
        assertEquals(
                List.of("  SELECT a", "- , b", "+ , c", "+ , d", "  FROM t"),
                LineDiff.of("SELECT a\n, b\nFROM t", "SELECT a\n, c\n, d\nFROM t\n"));
    }

    @Test
    void textsWithNothingInCommonGoAndCome() {
        assertEquals(List.of("- a", "- b", "+ c"), LineDiff.of("a\nb", "c"));
        assertEquals(List.of("+ c"), LineDiff.of("", "c"));
        assertEquals(List.of("- a"), LineDiff.of("a", ""));
        assertEquals(List.of(), LineDiff.of("", ""));
    }
}
