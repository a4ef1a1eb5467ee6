package dev.tidemill.pgwire.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.pgwire.sql.RenderedSql;
import dev.tidemill.pgwire.sql.StatementText;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ParameterLiteralTest {
    private static final ParameterType NUMERIC = new ParameterType(PgType.NUMERIC, false);

    @Test
    void smallNumbersKeepTheirDigits() {
        assertEquals("0.000000000001", ParameterLiteral.of("1E-12", NUMERIC, false));
        assertEquals("(-150000)", ParameterLiteral.of("-1.5e+5", NUMERIC, false));
        assertEquals("0.12345678901234", ParameterLiteral.of("0.12345678901234", NUMERIC, false));
    }

    @Test
    void aQuoteIsNotLeft() {
        ParameterType text = new ParameterType(PgType.TEXT, false);
        assertEquals("'a'' OR true --'", ParameterLiteral.of("a' OR true --", text, false));
    }

    @Test
    void theEndsOfTimeAreInfinite() {
        TextValues texts = new TextValues(ZoneOffset.UTC);
        assertEquals("infinity", texts.text(Long.MAX_VALUE, Type.TIMESTAMP));
        assertEquals("-infinity", texts.text(-Long.MAX_VALUE, Type.TIMESTAMPTZ));
        assertEquals("infinity", texts.text(Integer.MAX_VALUE, Type.DATE));
    }

    @Test
    void aStatementDoesNotGrowWithoutEnd() {
        StatementText many = StatementText.split("SELECT " + "$1, ".repeat(100) + "$1").getFirst();
        String value = "x".repeat(1 << 20);
        TidemillException e =
                assertThrows(TidemillException.class, () -> RenderedSql.of(many, number -> value));
        assertEquals("54000", e.errorCode().sqlState());
    }
}
