package dev.tidemill.engine.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import org.junit.jupiter.api.Test;

class OutputBoundTest {
    @Test
    void endsAStepThatMakesMoreRowsThanFit() {
        OutputBound bound = new OutputBound(4, 400);
        bound.add(60);
        bound.add(40);
        TidemillException error = assertThrows(TidemillException.class, () -> bound.add(1));
        assertEquals(ErrorCode.MEMORY_LIMIT, error.errorCode());
    }
}
