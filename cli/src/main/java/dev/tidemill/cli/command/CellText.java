package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.show.Alignment;
import java.util.Set;

/** Values of the HTTP API as the cells of a table. A missing value and NULL are an empty cell. */
final class CellText {
    private static final Set<String> NUMBERS =
            Set.of("INTEGER", "BIGINT", "DOUBLE", "DECIMAL", "NUMERIC");

    private CellText() {}

    static String of(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "";
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }

    /** Numbers keep to the right, so that their digits stand under each other. */
    static Alignment alignment(String type) {
        int parenthesis = type.indexOf('(');
        String name = parenthesis < 0 ? type : type.substring(0, parenthesis);
        return NUMBERS.contains(name) ? Alignment.RIGHT : Alignment.LEFT;
    }
}
