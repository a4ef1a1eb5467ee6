package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;

/** IS_JSON: whether a text is a document, of one kind when one is asked for. */
final class JsonTest {
    private JsonTest() {}

    /** (TEXT or JSON, TEXT kind), the kind being value, scalar, array or object. */
    static void apply(Column[] arguments, int i, RowOutput out) {
        BytesColumn texts = (BytesColumn) arguments[0];
        boolean is;
        try {
            Json json = Json.parse(texts.bytes(), texts.start(i), TextFunctions.end(texts, i));
            is =
                    switch (((BytesColumn) arguments[1]).text(i)) {
                        case "array" -> json instanceof Json.Array;
                        case "object" -> json instanceof Json.Obj;
                        case "scalar" -> !(json instanceof Json.Array || json instanceof Json.Obj);
                        default -> true;
                    };
        } catch (JsonError e) {
            is = false;
        }
        out.column().appendBoolean(is);
    }
}
