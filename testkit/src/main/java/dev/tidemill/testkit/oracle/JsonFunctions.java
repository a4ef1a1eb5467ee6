package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;

/** Functions of JSON, over trees. */
final class JsonFunctions {
    private JsonFunctions() {}

    static Json parse(String text) {
        try {
            return Json.parse(text);
        } catch (JsonError e) {
            throw new RowError(ErrorCode.INVALID_CAST, "no JSON: " + e.reason());
        }
    }

    static Object cast(String text, Type to) {
        return switch (parse(text)) {
            case Json.Num(BigDecimal number) when to == Type.DOUBLE -> number.doubleValue();
            case Json.Num(BigDecimal number) when to instanceof DecimalType decimal ->
                    Numbers.fit(number, decimal);
            case Json.Num(BigDecimal number) when to.isNumeric() -> Numbers.into(number, to);
            case Json.Bool(boolean value) when to == Type.BOOLEAN -> value;
            case Json other ->
                    throw RowError.argument("cannot cast jsonb " + other.kind() + " to " + to);
        };
    }
}
