package dev.tidemill.cli;

import dev.tidemill.cli.command.TidemillCommand;
import dev.tidemill.cli.show.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The program's entry. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Terminal terminal = Terminal.ofProcess();
        int exitCode = run(terminal, arguments);
        terminal.flush();
        System.exit(exitCode);
    }

    /** Runs one command to its end; never throws for what a user did. */
    public static int run(Terminal terminal, String... arguments) {
        return commandLine(terminal).execute(arguments);
    }

    /** The commands, wired to a terminal. */
    public static CommandLine commandLine(Terminal terminal) {
        CommandLine commands = new CommandLine(new TidemillCommand(terminal));
        commands.setOut(terminal.out());
        commands.setErr(terminal.err());
        commands.setColorScheme(
                CommandLine.Help.defaultColorScheme(terminal.interactive() ? Ansi.ON : Ansi.OFF));
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setUsageHelpWidth(100);
        commands.setExecutionExceptionHandler(new FailureReport(terminal));
        return commands;
    }
}
