package dev.tidemill.cli;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.client.ServerUnreachable;
import dev.tidemill.cli.command.FailedStatement;
import dev.tidemill.cli.show.ErrorText;
import dev.tidemill.cli.show.Terminal;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Prints why a command failed, and chooses the exit code. */
final class FailureReport implements IExecutionExceptionHandler {
    private static final String STACK_TRACE_VARIABLE = "TIDEMILL_TRACE";

    private final Terminal terminal;

    FailureReport(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public int handleExecutionException(
            Exception failure, CommandLine command, ParseResult parsed) {
        terminal.out().flush();
        int exitCode = report(failure, wantsJson(command));
        if (System.getenv(STACK_TRACE_VARIABLE) != null) {
            failure.printStackTrace(terminal.err());
        }
        terminal.err().flush();
        return exitCode;
    }

    private static boolean wantsJson(CommandLine command) {
        OptionSpec json = command.getCommandSpec().findOption("--json");
        return json != null && Boolean.TRUE.equals(json.getValue());
    }

    private int report(Exception failure, boolean json) {
        return switch (failure) {
            case ServerUnreachable unreachable -> print(unreachable);
            case FailedStatement statement ->
                    print(new ErrorText(statement.error(), statement.sql()), json);
            case TidemillException error -> print(new ErrorText(error, null), json);
            default -> print(new ErrorText(ours(failure), null), json);
        };
    }

    private int print(ErrorText text, boolean json) {
        PrintWriter err = terminal.err();
        if (json) {
            err.println(text.json());
        } else {
            text.lines(terminal.paint()).forEach(err::println);
        }
        return ExitCode.of(text.error().errorCode().fault());
    }

    private int print(ServerUnreachable unreachable) {
        PrintWriter err = terminal.err();
        err.println(terminal.paint().bad("error") + ": " + unreachable.getMessage());
        err.println("  hint: start one with ./tidemill demo, or name another with --url");
        return ExitCode.UNREACHABLE;
    }

    private static TidemillException ours(Exception failure) {
        return new TidemillException(ErrorCode.INTERNAL, failure.toString(), failure)
                .withHint(
                        "this is a fault of Tidemill; run again with "
                                + STACK_TRACE_VARIABLE
                                + "=1 to see where it happened");
    }
}
