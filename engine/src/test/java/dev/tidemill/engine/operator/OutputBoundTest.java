package dev.tidemill.engine.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
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

    @Test
    void countsLongTextsAsMoreValues() {
        Schema schema = Schema.of(Field.of("s", Type.TEXT));
        BatchBuilder rows = new BatchBuilder(schema, 1);
        rows.add(1, "x".repeat(1_000));
        OutputBound bound = new OutputBound(1, 100);
        bound.add(rows.build());
        rows.add(1, "x".repeat(1_000));
        TidemillException error =
                assertThrows(TidemillException.class, () -> bound.add(rows.build()));
        assertEquals(ErrorCode.MEMORY_LIMIT, error.errorCode());
    }
}
