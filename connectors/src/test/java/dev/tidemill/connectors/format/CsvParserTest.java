package dev.tidemill.connectors.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import org.junit.jupiter.api.Test;

class CsvParserTest {
    private static final Schema SCHEMA =
            Schema.of(
                    Field.of("iata", Type.TEXT),
                    Field.of("name", Type.TEXT),
                    Field.of("latitude", Type.DOUBLE));

    private static ParsedRows parse(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return RowParser.of(RowFormat.CSV, SCHEMA, ParseOptions.DEFAULT)
                .parse(bytes, 0, bytes.length);
    }

    private static TidemillException refusedBody(String body) {
        return assertThrows(TidemillException.class, () -> parse(body));
    }

    @Test
    void readsQuotedFieldsNewlinesAndNulls() {
        ParsedRows parsed =
                parse(
                        """
                        name,iata,latitude
                        "Hartsfield, ""Jackson""
                        Atlanta",ATL,33.6
                        "",BOS,
                        ,DEN, 39.8\s"""
                                .replace(",BOS,\n", ",BOS,\r\n"));
        assertEquals(3, parsed.rows().size());
        assertEquals("Hartsfield, \"Jackson\"\nAtlanta", parsed.rows().column(1).value(0));
        assertEquals(33.6, parsed.rows().column(2).value(0));
        assertEquals("", parsed.rows().column(1).value(1));
        assertNull(parsed.rows().column(2).value(1));
        assertNull(parsed.rows().column(1).value(2));
        assertEquals(39.8, parsed.rows().column(2).value(2));
    }

    @Test
    void aColumnThatTheHeaderLeavesOutIsNull() {
        assertNull(parse("iata\nATL\n").rows().column(2).value(0));
    }

    @Test
    void aHeaderMayQuoteItsNames() {
        Schema odd = Schema.of(Field.of("a, \"b\"", Type.TEXT), Field.of("c", Type.TEXT));
        byte[] body = "c,\"a, \"\"b\"\"\"\nx,y\n".getBytes(UTF_8);

        ParsedRows parsed =
                RowParser.of(RowFormat.CSV, odd, ParseOptions.DEFAULT).parse(body, 0, body.length);

        assertEquals("y", parsed.rows().column(0).value(0));
        assertEquals("x", parsed.rows().column(1).value(0));
    }

    @Test
    void refusesTheBodyForAHeaderItDoesNotKnow() {
        assertEquals(ErrorCode.UNKNOWN_FIELD, refusedBody("iata,runway\n").errorCode());
        assertEquals(ErrorCode.MALFORMED_ROW, refusedBody("iata,iata\n").errorCode());
    }

    @Test
    void refusesARowWithoutTouchingItsNeighbours() {
        ParsedRows parsed =
                parse(
                        """
                        iata,name,latitude
                        A,a,1
                        B,"b"x,2
                        C,c
                        D,d,4,5
                        E,e,far
                        F,"never closed,6
                        G,g,7
                        """);
        assertEquals(2, parsed.rows().size());
        assertEquals("G", parsed.rows().column(0).value(1));
        assertEquals(
                "syntax syntax syntax type syntax",
                String.join(" ", parsed.refused().stream().map(r -> r.rule().id()).toList()));
        assertEquals(7, parsed.number(1));
        assertEquals("latitude", parsed.refused().get(3).column());
    }
}
