package dev.tidemill.engine.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import org.junit.jupiter.api.Test;

class ThrownTest {
    /**
     * Whether it is passed depends on the other rows of a step: as a row's failure it would stay.
     */
    @Test
    void theBoundOfAStepIsNoFailureOfARow() {
        var bound = new TidemillException(ErrorCode.MEMORY_LIMIT, "too much text in one step");
        assertSame(bound, assertThrows(TidemillException.class, () -> Thrown.by("f", bound)));
    }

    @Test
    void whatCodeThrowsIsAFailureOfItsRow() {
        RowFailure failure = Thrown.by("f", new IllegalStateException("no\nmore"));
        assertEquals("f threw java.lang.IllegalStateException: no", failure.getMessage());
    }
}
