package dev.tidemill.connectors.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NdjsonParserTest {
    private static final Schema FLIGHT =
            Schema.of(
                    Field.of("flight_id", Type.BIGINT),
                    Field.of("origin", Type.TEXT),
                    Field.of("distance", Type.INTEGER),
                    Field.of("departed_at", Type.TIMESTAMP));

    private static ParsedRows parse(Schema schema, String body) {
        return parse(schema, body.getBytes(UTF_8));
    }

    private static ParsedRows parse(Schema schema, byte[] body) {
        return RowParser.of(RowFormat.NDJSON, schema, ParseOptions.DEFAULT)
                .parse(body, 0, body.length);
    }

    private static ParsedRows one(Type type, String json) {
        return parse(Schema.of(Field.of("v", type)), "{\"v\":" + json + "}");
    }

    private static @Nullable Object value(Type type, String json) {
        ParsedRows parsed = one(type, json);
        assertTrue(parsed.refused().isEmpty(), () -> parsed.refused().toString());
        return parsed.rows().column(0).value(0);
    }

    private static RefusedRow refusal(Type type, String json) {
        ParsedRows parsed = one(type, json);
        assertEquals(0, parsed.rows().size(), json);
        return parsed.refused().getFirst();
    }

    @Test
    void readsFieldsInAnyOrderAndTakesMissingOnesAsNull() {
        ParsedRows parsed =
                parse(
                        FLIGHT,
                        """
                        {"flight_id":1,"origin":"ATL","distance":946,"departed_at":"2001-01-01T05:31:00"}
                        { "departed_at" : "2001-01-01 05:31" , "flight_id" : 2 }

                        {}
                        {"origin":null,"flight_id":3}""");
        assertEquals(4, parsed.rows().size());
        assertTrue(parsed.refused().isEmpty(), () -> parsed.refused().toString());
        assertEquals(1L, parsed.rows().column(0).value(0));
        assertEquals(978_327_060_000_000L, parsed.rows().column(3).value(0));
        assertEquals(978_327_060_000_000L, parsed.rows().column(3).value(1));
        assertNull(parsed.rows().column(1).value(1));
        assertNull(parsed.rows().column(0).value(2));
        assertEquals(3L, parsed.rows().column(0).value(3));
        assertNull(parsed.rows().column(1).value(3));
        assertEquals("{\"origin\":null,\"flight_id\":3}", new String(parsed.rawRow(3), UTF_8));
    }

    @Test
    void refusesARowWithoutTouchingItsNeighbours() {
        ParsedRows parsed =
                parse(
                        FLIGHT,
                        """
                        {"flight_id":1,"origin":"AAA"}
                        {"flight_id":2,"origin":"BB
                        {"flight_id":3,"gate":"C"}
                        {"flight_id":4,"flight_id":4}
                        {"flight_id":"x"}
                        {"flight_id":{"a":[1,"}"]}}
                        {"flight_id":7} trailing
                        [1,2]
                        {"flight_id":9
                        {"flight_id":10,"origin":"ZZZ"}
                        """);
        assertEquals(2, parsed.rows().size());
        assertEquals("AAA", parsed.rows().column(1).value(0));
        assertEquals("ZZZ", parsed.rows().column(1).value(1));
        assertEquals(10, parsed.number(1));
        assertEquals(
                "syntax unknown-field duplicate-field type type syntax syntax syntax",
                String.join(" ", parsed.refused().stream().map(r -> r.rule().id()).toList()));
        assertEquals("gate", parsed.refused().get(1).column());
        assertEquals(3, parsed.refused().get(1).row());
        assertEquals(
                "{\"flight_id\":3,\"gate\":\"C\"}",
                new String(parsed.refused().get(1).raw(), UTF_8));
    }

    @Test
    void readsEveryType() {
        assertEquals(true, value(Type.BOOLEAN, "true"));
        assertEquals(-2147483648, value(Type.INTEGER, "-2147483648"));
        assertEquals(Long.MAX_VALUE, value(Type.BIGINT, "\"9223372036854775807\""));
        assertEquals(Long.MIN_VALUE, value(Type.BIGINT, "-9223372036854775808"));
        assertEquals(0.1, value(Type.DOUBLE, "0.1"));
        assertEquals(-1.5e300, value(Type.DOUBLE, "-1.5E+300"));
        assertEquals(Double.NaN, value(Type.DOUBLE, "\"NaN\""));
        assertEquals(new BigDecimal("-12.35"), value(Type.decimal(10, 2), "-12.345"));
        assertEquals(new BigDecimal("7.00"), value(Type.decimal(10, 2), "\"7\""));
        assertEquals(
                new BigDecimal("12345678901234567890123456.789"),
                value(Type.decimal(38, 3), "12345678901234567890123456.789"));
        assertEquals("é\n\"\\/😀x", value(Type.TEXT, "\"\\u00e9\\n\\\"\\\\\\/\\uD83D\\uDE00x\""));
        assertEquals("Zürich 東京", value(Type.TEXT, "\"Zürich 東京\""));
        assertEquals(11_323, value(Type.DATE, "\"2001-01-01\""));
        assertEquals(
                978_307_200_123_457L, value(Type.TIMESTAMP, "\"2001-01-01T00:00:00.1234567\""));
        assertEquals(
                978_303_600_000_000L, value(Type.TIMESTAMPTZ, "\"2001-01-01T00:00:00+01:00\""));
        assertEquals(978_307_200_000_000L, value(Type.TIMESTAMPTZ, "\"2001-01-01 00:00:00Z\""));
        assertEquals(
                new Interval(14, 3, 5_400_500_000L), value(Type.INTERVAL, "\"P1Y2M3DT1H30M0.5S\""));
        assertEquals(new Interval(0, 0, -500_000L), value(Type.INTERVAL, "\"PT-0.5S\""));
        assertNull(value(Type.TEXT, "null"));
    }

    @Test
    void refusesValuesOfAnotherTypeOrOutOfRange() {
        assertEquals(
                "'2147483648' is out of range of INTEGER",
                refusal(Type.INTEGER, "2147483648").reason());
        assertEquals("'1.5' is not an INTEGER", refusal(Type.INTEGER, "1.5").reason());
        assertEquals(
                "'9223372036854775808' is out of range of BIGINT",
                refusal(Type.BIGINT, "9223372036854775808").reason());
        assertEquals(RefusalRule.TYPE, refusal(Type.DOUBLE, "1e999").rule());
        assertEquals(RefusalRule.TYPE, refusal(Type.decimal(4, 2), "123.45").rule());
        assertEquals(RefusalRule.TYPE, refusal(Type.decimal(4, 2), "1e999999999").rule());
        assertEquals(RefusalRule.TYPE, refusal(Type.DATE, "\"2001-02-29\"").rule());
        assertEquals(RefusalRule.TYPE, refusal(Type.TIMESTAMP, "\"2001-01-01T25:00:00\"").rule());
        assertTrue(refusal(Type.TIMESTAMP, "\"2001-01-01T00:00:00Z\"").reason().contains("offset"));
        assertTrue(
                refusal(Type.TIMESTAMPTZ, "\"2001-01-01T00:00:00\"").reason().contains("offset"));
        assertEquals("'5' is a number, not a TEXT", refusal(Type.TEXT, "5").reason());
        assertEquals(RefusalRule.TYPE, refusal(Type.BOOLEAN, "\"true\"").rule());
        assertEquals(RefusalRule.TYPE, refusal(Type.TEXT, "\"\\u0000\"").rule());
        assertEquals(RefusalRule.TYPE, refusal(Type.INTERVAL, "\"P\"").rule());
        assertEquals(RefusalRule.SYNTAX, refusal(Type.INTEGER, "01").rule());
        assertEquals(RefusalRule.SYNTAX, refusal(Type.INTEGER, "nul").rule());
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] latin = "{\"v\":\"caf\u00e9\"}\n{\"v\":\"ok\"}".getBytes(ISO_8859_1);
        ParsedRows parsed = parse(Schema.of(Field.of("v", Type.TEXT)), latin);
        assertEquals(RefusalRule.CHARSET, parsed.refused().getFirst().rule());
        assertEquals("ok", parsed.rows().column(0).value(0));
        assertEquals(RefusalRule.CHARSET, refusal(Type.TEXT, "\"\\uD83D\"").rule());
        byte[] wide = "\uFEFF{\"v\":\"x\"}".getBytes(UTF_16LE);
        assertEquals(
                RefusalRule.CHARSET,
                parse(Schema.of(Field.of("v", Type.TEXT)), wide).refused().getFirst().rule());
    }

    @Test
    void passesOverAByteOrderMarkAndCarriageReturns() {
        ParsedRows parsed =
                parse(
                        Schema.of(Field.of("v", Type.TEXT)),
                        "\uFEFF{\"v\":\"a\"}\r\n\r\n{\"v\":\"b\"}\r\n");
        assertEquals(2, parsed.rows().size());
        assertEquals("{\"v\":\"b\"}", new String(parsed.rawRow(1), UTF_8));
    }

    @Test
    void refusesARowOverTheLargestSize() {
        byte[] body = ("{\"v\":\"" + "x".repeat(100) + "\"}\n{\"v\":\"ok\"}").getBytes(UTF_8);
        ParsedRows parsed =
                RowParser.of(
                                RowFormat.NDJSON,
                                Schema.of(Field.of("v", Type.TEXT)),
                                new ParseOptions(50))
                        .parse(body, 0, body.length);
        assertEquals(RefusalRule.ROW_TOO_LARGE, parsed.refused().getFirst().rule());
        assertEquals(1, parsed.rows().size());
    }

    @Test
    void readsNestedValuesIntoJsonAndArrays() {
        assertEquals("{\"a\": [1, {}]}", value(Type.JSON, "{ \"a\" : [1.0,{}] }"));
        assertEquals("\"}\\\"\"", value(Type.JSON, "\"}\\\"\""));
        assertEquals("7", value(Type.JSON, "7"));
        assertNull(value(Type.JSON, "null"));
        assertEquals(
                Arrays.asList("a,]", null, "é"),
                value(Type.array(Type.TEXT), "[\"a,]\" , null,\"\\u00e9\"]"));
        assertEquals(List.of(), value(Type.array(Type.TEXT), "[]"));
        assertEquals(List.of(1L, 2L), value(Type.array(Type.BIGINT), "[1,\"2\"]"));
        assertEquals(
                UUID.fromString("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
                value(Type.UUID, "\"A0EEBC999C0B4EF8BB6D6BB9BD380A11\""));
    }

    @Test
    void refusesWhatIsNoJsonArrayOrUuid() {
        assertEquals(RefusalRule.TYPE, refusal(Type.JSON, "[1,}").rule());
        assertEquals(RefusalRule.TYPE, refusal(Type.array(Type.INTEGER), "[1,\"x\"]").rule());
        assertEquals(RefusalRule.TYPE, refusal(Type.array(Type.TEXT), "[1]").rule());
        assertEquals(RefusalRule.TYPE, refusal(Type.array(Type.TEXT), "{\"a\":1}").rule());
        assertEquals(RefusalRule.TYPE, refusal(Type.UUID, "\"a0ee\"").rule());
        assertEquals(RefusalRule.SYNTAX, refusal(Type.JSON, "{\"a\":[1").rule());
    }
}
