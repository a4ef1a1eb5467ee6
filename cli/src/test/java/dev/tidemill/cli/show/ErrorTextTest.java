package dev.tidemill.cli.show;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorTextTest {
    private final TidemillException unknown =
            new TidemillException(ErrorCode.UNKNOWN_TABLE, "there is no table \"departure\"")
                    .withHint("did you mean \"departures\"?");

    @Test
    void pointsAtTheOffendingToken() {
        ErrorText text = new ErrorText(unknown.at(Place.at(2, 7)), "SELECT *\n\tFROM departure");

        assertEquals(
                List.of(
                        "error TM1003 UNKNOWN_TABLE: there is no table \"departure\"",
                        "  at 2:7",
                        "    \tFROM departure",
                        "    \t     ^",
                        "  hint: did you mean \"departures\"?"),
                text.lines(Paint.PLAIN));
    }

    @Test
    void namesTheFileOfAPlaceInAProject() {
        ErrorText text = new ErrorText(unknown.at(new Place("tables/a.sql", 3, 1)), null);

        assertEquals("  at tables/a.sql:3:1", text.lines(Paint.PLAIN).get(1));
    }

    @Test
    void survivesAPlaceOutsideTheText() {
        ErrorText text = new ErrorText(unknown.at(Place.at(9, 99)), "SELECT 1");

        assertEquals("  at 9:99", text.lines(Paint.PLAIN).get(1));
    }

    @Test
    void hasTheFormOfTheHttpApiAsJson() {
        ErrorText text = new ErrorText(unknown.at(Place.at(1, 8)), null);

        assertEquals(
                "{\"error\":{\"code\":\"TM1003\",\"name\":\"UNKNOWN_TABLE\","
                        + "\"message\":\"there is no table \\\"departure\\\"\",\"detail\":null,"
                        + "\"hint\":\"did you mean \\\"departures\\\"?\",\"sqlstate\":\"42P01\","
                        + "\"line\":1,\"column\":8}}",
                text.json().toString());
    }
}
