package dev.tidemill.cli;

import dev.tidemill.cli.show.Paint;
import dev.tidemill.cli.show.Terminal;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/** What one run of the program printed and answered. */
public record Ran(int exitCode, String out, String err) {
    public static Ran command(String... arguments) {
        return withInput("", arguments);
    }

    public static Ran withInput(String input, String... arguments) {
        return run(input, false, arguments);
    }

    /** As if a person typed the input. */
    public static Ran typed(String input, String... arguments) {
        return run(input, true, arguments);
    }

    private static Ran run(String input, boolean typed, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal =
                new Terminal(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        typed,
                        new PrintWriter(out),
                        new PrintWriter(err),
                        null,
                        Paint.PLAIN);
        int exitCode = Main.run(terminal, arguments);
        terminal.flush();
        return new Ran(exitCode, out.toString(), err.toString());
    }
}
