package dev.tidemill.sql.parse;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;

/** Arguments by name, as in {@code make_interval(days => 10)}; those left out are zero. */
final class NamedArguments {
    private static final List<String> MAKE_INTERVAL =
            List.of("years", "months", "weeks", "days", "hours", "mins", "secs");

    private NamedArguments() {}

    /** The arguments by position. */
    static List<SqlNode> inOrder(String function, List<SqlNode> arguments) {
        boolean named =
                arguments.stream().anyMatch(a -> a.getKind() == SqlKind.ARGUMENT_ASSIGNMENT);
        if (!named) {
            return arguments;
        }
        if (!function.toLowerCase(Locale.ROOT).equals("make_interval")) {
            throw SqlErrors.unsupported(arguments.getFirst(), "an argument by name")
                    .withHint("Give the arguments by position.");
        }
        List<SqlNode> ordered = new ArrayList<>();
        for (int i = 0; i < MAKE_INTERVAL.size(); i++) {
            ordered.add(
                    SqlLiteral.createExactNumeric("0", arguments.getFirst().getParserPosition()));
        }
        for (int i = 0; i < arguments.size(); i++) {
            place(arguments.get(i), i, ordered);
        }
        return ordered;
    }

    private static void place(SqlNode argument, int position, List<SqlNode> ordered) {
        if (argument.getKind() != SqlKind.ARGUMENT_ASSIGNMENT) {
            ordered.set(position, argument);
            return;
        }
        SqlNode name = ((SqlCall) argument).operand(1);
        int found =
                MAKE_INTERVAL.indexOf(((SqlIdentifier) name).getSimple().toLowerCase(Locale.ROOT));
        if (found < 0) {
            throw SqlErrors.at(
                            name.getParserPosition(),
                            ErrorCode.UNKNOWN_FUNCTION,
                            "make_interval has no argument " + name)
                    .withHint("Its arguments are " + String.join(", ", MAKE_INTERVAL) + ".");
        }
        ordered.set(found, ((SqlCall) argument).operand(0));
    }
}
