package dev.tidemill.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.show.Terminal;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import org.jspecify.annotations.Nullable;

/** Asks for a password: a person twice and unseen, a program by the first line of its input. */
final class PasswordPrompt {
    /** The shortest that is taken. */
    static final int CHARACTERS_MIN = 8;

    private static final int CHARACTERS_MAX = 1_024;

    private PasswordPrompt() {}

    static String read(Terminal terminal) throws IOException {
        Console console = terminal.typed() ? System.console() : null;
        String password = console == null ? line(terminal) : typed(console);
        if (password == null
                || password.length() < CHARACTERS_MIN
                || password.length() > CHARACTERS_MAX) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT,
                            "a password has %d to %,d characters"
                                    .formatted(CHARACTERS_MIN, CHARACTERS_MAX))
                    .withHint("it is asked for, or read of the first line of the input");
        }
        return password;
    }

    private static @Nullable String line(Terminal terminal) throws IOException {
        return new BufferedReader(new InputStreamReader(terminal.in(), UTF_8)).readLine();
    }

    private static String typed(Console console) {
        char[] once = console.readPassword("Password: ");
        char[] again = console.readPassword("Once more: ");
        if (once == null || again == null || !java.util.Arrays.equals(once, again)) {
            throw new TidemillException(
                    ErrorCode.INVALID_ARGUMENT, "the two passwords are not the same");
        }
        return new String(once);
    }
}
