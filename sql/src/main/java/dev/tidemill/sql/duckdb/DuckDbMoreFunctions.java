package dev.tidemill.sql.duckdb;

import static dev.tidemill.sql.duckdb.DuckDbFunctions.function;
import static dev.tidemill.sql.duckdb.DuckDbFunctions.infix;
import static dev.tidemill.sql.duckdb.DuckDbFunctions.typed;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.type.Type;
import java.util.List;
import java.util.Locale;

/** The rarer scalar functions in DuckDB's SQL; what means something else there is refused. */
final class DuckDbMoreFunctions {
    private DuckDbMoreFunctions() {}

    static TidemillException absent(Call call) {
        return new TidemillException(
                ErrorCode.UNSUPPORTED_SQL, call.function() + " has no form in DuckDB");
    }

    static String number(Call call, List<String> args) {
        return switch (call.function()) {
            case CBRT, COT, SINH, COSH, TANH, ASINH, ACOSH, ATANH, LOG ->
                    function(call.function().name().toLowerCase(Locale.ROOT), args);
            case GCD -> typed(call, function("gcd", args));
            case LCM -> typed(call, function("lcm", args));
            case BIT_AND -> typed(call, infix(args, "&"));
            case BIT_OR -> typed(call, infix(args, "|"));
            case BIT_XOR -> typed(call, function("xor", args));
            case BIT_NOT -> typed(call, "(~" + args.getFirst() + ")");
            default -> throw absent(call);
        };
    }

    static String text(Call call, List<String> args) {
        return switch (call.function()) {
            case CONCAT_WS, TRANSLATE, SHA256 ->
                    function(call.function().name().toLowerCase(Locale.ROOT), args);
            case BIT_LENGTH -> typed(call, "(8 * strlen(" + args.getFirst() + "))");
            case REGEXP_LIKE -> function("regexp_matches", args);
            default -> throw absent(call);
        };
    }

    static String time(Call call, List<String> args) {
        return switch (call.function()) {
            case AT_TIME_ZONE -> zoned(call, args);
            case AGE -> function("age", args);
            case MAKE_DATE -> function("make_date", args);
            case MAKE_TIMESTAMP -> function("make_timestamp", args);
            default -> throw absent(call);
        };
    }

    /** A TIMESTAMPTZ is rendered as the TIMESTAMP of its clock in UTC. */
    private static String zoned(Call call, List<String> args) {
        String time = args.get(0);
        String zone = args.get(1);
        return call.type() == Type.TIMESTAMPTZ
                ? "timezone('UTC', timezone(" + zone + ", " + time + "))"
                : "timezone(" + zone + ", timezone('UTC', " + time + "))";
    }
}
