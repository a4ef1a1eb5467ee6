package dev.tidemill.cli.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AlignedTableTest {
    @Test
    void makesEachColumnAsWideAsItsWidestCell() {
        AlignedTable table =
                new AlignedTable()
                        .left("airport")
                        .right("late")
                        .row("ATL", "1,204")
                        .row("Chicago", "7");

        assertEquals(
                List.of("airport   late", "ATL      1,204", "Chicago      7"),
                table.lines(Paint.PLAIN));
    }

    @Test
    void countsCharactersAndNotBytes() {
        AlignedTable table = new AlignedTable().left("a").left("b").row("é𝄞", "x").row("ab", "y");

        assertEquals(List.of("a   b", "é𝄞  x", "ab  y"), table.lines(Paint.PLAIN));
    }

    @Test
    void cutsLongCellsWithAnEllipsis() {
        String shown =
                new AlignedTable().left("a").row("x".repeat(500)).lines(Paint.PLAIN).getLast();

        assertTrue(shown.endsWith("x…"), shown);
        assertEquals(60, shown.length());
    }

    @Test
    void keepsDataFromMovingTheCursor() {
        String shown =
                new AlignedTable().left("a").row("x\u001b[2J\ny").lines(Paint.PLAIN).getLast();

        assertEquals("x·[2J·y", shown);
    }

    @Test
    void refusesARowOfAnotherWidth() {
        AlignedTable table = new AlignedTable().left("a");

        assertThrows(IllegalArgumentException.class, () -> table.row("1", "2"));
    }
}
