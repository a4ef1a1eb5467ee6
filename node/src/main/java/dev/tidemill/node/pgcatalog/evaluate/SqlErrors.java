package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.pgcatalog.type.PgType;
import java.util.List;
import java.util.stream.Collectors;

/** What can be wrong with a query of the catalog, in PostgreSQL's words. */
final class SqlErrors {
    private SqlErrors() {}

    static TidemillException noColumn(String name) {
        return new TidemillException(
                ErrorCode.UNKNOWN_COLUMN, "column \"" + name + "\" does not exist");
    }

    static TidemillException noFunction(String name, List<PgType> types) {
        String arguments =
                types.stream().map(PgType::sqlName).collect(Collectors.joining(", ", "(", ")"));
        return new TidemillException(
                        ErrorCode.UNKNOWN_FUNCTION,
                        "function " + name + arguments + " does not exist")
                .withHint("the catalog has the functions that PostgreSQL's clients call");
    }

    static TidemillException noOperator(PgType left, String operator, PgType right) {
        return new TidemillException(
                ErrorCode.UNKNOWN_FUNCTION,
                "operator does not exist: %s %s %s"
                        .formatted(left.sqlName(), operator, right.sqlName()));
    }

    static TidemillException noCast(PgType from, PgType to) {
        return new TidemillException(
                ErrorCode.TYPE_MISMATCH,
                "cannot cast type %s to %s".formatted(from.sqlName(), to.sqlName()));
    }

    static TidemillException unsupported(String what) {
        return new TidemillException(
                ErrorCode.UNSUPPORTED_SQL, "the catalog is not asked with " + what);
    }

    static TidemillException invalid(String message) {
        return new TidemillException(ErrorCode.INVALID_SQL, message);
    }
}
