package dev.tidemill.sql.validate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The errors of SQL text, with their places. */
public final class SqlErrors {
    private SqlErrors() {}

    public static TidemillException unsupported(SqlParserPos position, String what) {
        return at(position, ErrorCode.UNSUPPORTED_SQL, what + " is not supported in a live table");
    }

    public static TidemillException unsupported(SqlNode node, String what) {
        return unsupported(node.getParserPosition(), what);
    }

    public static TidemillException at(SqlParserPos position, ErrorCode code, String message) {
        TidemillException error = new TidemillException(code, message);
        if (position.getLineNum() < 1) {
            return error;
        }
        return error.at(Place.at(position.getLineNum(), position.getColumnNum()));
    }
}
