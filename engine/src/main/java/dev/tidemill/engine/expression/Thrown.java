package dev.tidemill.engine.expression;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;

/** What the project's own code threw, as the failure of a row. */
final class Thrown {
    private static final int MESSAGE_CHARS_MAX = 300;

    private Thrown() {}

    /**
     * A stack or a heap that the code exhausted is its failure too.
     *
     * @throws TidemillException MEMORY_LIMIT when it is that: what is made of a result has a bound
     *     for all rows of a step, which no row has broken by itself
     */
    static RowFailure by(String function, Throwable thrown) {
        return switch (thrown) {
            case RowFailure failure -> failure;
            case TidemillException bound when bound.errorCode() == ErrorCode.MEMORY_LIMIT ->
                    throw bound;
            case VirtualMachineError _ ->
                    new RowFailure(ErrorCode.FUNCTION_FAILED, named(function, thrown));
            default -> new RowFailure(ErrorCode.FUNCTION_FAILED, message(function, thrown));
        };
    }

    private static String named(String function, Throwable thrown) {
        return function + " threw " + thrown.getClass().getName();
    }

    private static String message(String function, Throwable thrown) {
        String said;
        try {
            said = thrown.getMessage();
        } catch (RuntimeException | StackOverflowError e) {
            said = null; // the message is the project's code too
        }
        if (said == null) {
            return named(function, thrown);
        }
        String line = said.lines().findFirst().orElse("");
        return named(function, thrown)
                + ": "
                + line.substring(0, Math.min(line.length(), MESSAGE_CHARS_MAX));
    }
}
