package dev.tidemill.cli;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;

/** What the process answers to its shell. Documented in the help of {@code tidemill}. */
public final class ExitCode {
    public static final int OK = 0;

    /** A check found a difference, or a plan is refused. */
    public static final int DIFFERENT = 1;

    /** The command line was wrong. */
    public static final int USAGE = 2;

    /** Of {@code plan --detailed-exitcode}: there is something to apply. */
    public static final int CHANGES = 2;

    /** The request was refused: the person who asked can mend it. */
    public static final int REFUSED = 3;

    /** No server answered. */
    public static final int UNREACHABLE = 4;

    /**
     * Too little memory, disk or capacity, or a failing machine: the same request may work later.
     */
    public static final int RESOURCES = 5;

    /** A fault of Tidemill itself. */
    public static final int INTERNAL = 70;

    private ExitCode() {}

    /** For a mill that stopped by itself; a lack of memory is no fault of ours. */
    public static int of(TidemillException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                return RESOURCES;
            }
        }
        return of(failure.errorCode().fault());
    }

    static int of(ErrorCode.Fault fault) {
        return switch (fault) {
            case USER -> REFUSED;
            case RESOURCES, EXTERNAL -> RESOURCES;
            case OURS -> INTERNAL;
        };
    }
}
