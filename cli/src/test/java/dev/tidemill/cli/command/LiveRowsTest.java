package dev.tidemill.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.show.JsonOutput;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveRowsTest {
    private final LiveRows rows = new LiveRows(RowOrder.FROM_THE_LEFT);

    @Test
    void forgetsRowsThatLeft() {
        rows.reset(json("[[1],[2]]"));
        rows.add(json("[1]"), -1);

        assertEquals(List.of(json("[2]")), rows.first(10));
        assertEquals(1, rows.size());
    }

    @Test
    void countsARowAsOftenAsItIsThere() {
        rows.reset(json("[[1],[1],[2]]"));

        assertEquals(3, rows.size());
        assertEquals(List.of(json("[1]"), json("[1]")), rows.first(2));
    }

    @Test
    void acceptsARemovalBeforeItsRow() {
        rows.add(json("[1]"), -1);
        rows.add(json("[1]"), 1);

        assertEquals(0, rows.size());
    }

    @Test
    void keepsARowsPlaceWhileItsNumbersMove() {
        rows.reset(json("[[\"ATL\",1],[\"BOS\",2]]"));
        rows.add(json("[\"ATL\",1]"), -1);
        rows.add(json("[\"ATL\",9]"), 1);

        assertEquals(List.of(json("[\"ATL\",9]"), json("[\"BOS\",2]")), rows.first(10));
    }

    @Test
    void ordersByAColumnWithNullLast() {
        JsonNode columns = json("[{\"name\":\"a\"},{\"name\":\"late\"}]");
        LiveRows ordered = new LiveRows(RowOrder.parse("late.desc", columns));
        ordered.reset(json("[[\"x\",null],[\"y\",2],[\"z\",10]]"));

        assertEquals(
                List.of(json("[\"z\",10]"), json("[\"y\",2]"), json("[\"x\",null]")),
                ordered.first(10));
    }

    @Test
    void refusesAnOrderByAColumnThatIsNotThere() {
        assertThrows(TidemillException.class, () -> RowOrder.parse("nope", json("[]")));
    }

    @Test
    void startsAfreshFromASnapshot() {
        rows.reset(json("[[1]]"));
        rows.reset(json("[[2]]"));

        assertEquals(List.of(json("[2]")), rows.first(10));
    }

    private static JsonNode json(String text) {
        return JsonOutput.parse(text);
    }
}
