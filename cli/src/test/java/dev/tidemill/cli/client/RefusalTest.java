package dev.tidemill.cli.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import org.junit.jupiter.api.Test;

class RefusalTest {
    @Test
    void isTheServersOwnError() {
        TidemillException refusal =
                Refusal.of(
                        400,
                        """
                        {"error":{"code":"TM1003","name":"UNKNOWN_TABLE","message":"no","detail":null,
                        "hint":"look","sqlstate":"42P01","line":1,"column":8}}""");

        assertEquals(ErrorCode.UNKNOWN_TABLE, refusal.errorCode());
        assertEquals("no", refusal.message());
        assertEquals("look", refusal.hint());
        assertEquals(Place.at(1, 8), refusal.place());
    }

    @Test
    void fallsBackOnTheStatusWhenAProxyAnswered() {
        assertEquals(ErrorCode.NOT_FOUND, Refusal.of(404, "<html>nothing here</html>").errorCode());
        assertEquals(ErrorCode.UNAUTHORISED, Refusal.of(401, "").errorCode());
        assertEquals("HTTP 502", Refusal.of(502, "").message());
    }

    @Test
    void keepsTheMessageOfACodeItDoesNotKnow() {
        TidemillException refusal =
                Refusal.of(400, "{\"error\":{\"code\":\"TM7777\",\"message\":\"newer\"}}");

        assertEquals(ErrorCode.INTERNAL, refusal.errorCode());
        assertEquals("newer", refusal.message());
    }
}
