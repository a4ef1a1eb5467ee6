package dev.tidemill.cli;

import dev.tidemill.cli.show.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Where a hosting command's log goes: one line a record. */
public final class Logs {
    private static final int FILE_BYTES_MAX = 10_000_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    /** Held, because java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger HTTP_SERVER = Logger.getLogger("io.helidon");

    private Logs() {}

    /** Everything from INFO on to the terminal's error stream. */
    public static void toTerminal(Terminal terminal) {
        install(new TerminalHandler(terminal), Level.INFO);
    }

    /** Only warnings, to the terminal's error stream. */
    public static void warningsToTerminal(Terminal terminal) {
        install(new TerminalHandler(terminal), Level.WARNING);
    }

    /**
     * Everything from INFO on to a file that begins anew when it is full, and warnings to the
     * terminal as well.
     */
    public static void toFile(Path file, Terminal terminal) throws IOException {
        Handler warnings = new TerminalHandler(terminal);
        install(warnings, Level.WARNING);
        Handler handler = new FileHandler(file.toString(), FILE_BYTES_MAX, 1, true);
        handler.setFormatter(new Line());
        handler.setEncoding("UTF-8");
        Logger.getLogger("").addHandler(handler);
    }

    private static void install(Handler handler, Level level) {
        Logger root = Logger.getLogger("");
        for (Handler other : root.getHandlers()) {
            root.removeHandler(other);
        }
        handler.setLevel(level);
        root.addHandler(handler);
        HTTP_SERVER.setLevel(Level.WARNING);
    }

    /** {@code 23:51:02.120 INFO JournalOpening: cut a torn tail}, then the stack trace, if any. */
    private static final class Line extends Formatter {
        @Override
        public String format(LogRecord record) {
            StringWriter text = new StringWriter();
            text.append(
                            TIME.format(
                                    LocalTime.ofInstant(
                                            record.getInstant(), ZoneId.systemDefault())))
                    .append(' ')
                    .append("%-7s ".formatted(record.getLevel()))
                    .append(simpleName(record.getLoggerName()))
                    .append(": ")
                    .append(formatMessage(record))
                    .append('\n');
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(new PrintWriter(text, true));
            }
            return text.toString();
        }

        private static String simpleName(String logger) {
            return logger.substring(logger.lastIndexOf('.') + 1);
        }
    }

    private static final class TerminalHandler extends Handler {
        private final Terminal terminal;

        TerminalHandler(Terminal terminal) {
            this.terminal = terminal;
            setFormatter(new Line());
        }

        @Override
        public void publish(LogRecord record) {
            if (isLoggable(record)) {
                terminal.err().print(getFormatter().format(record));
                terminal.err().flush();
            }
        }

        @Override
        public void flush() {
            terminal.err().flush();
        }

        @Override
        public void close() {
            // The terminal belongs to the program.
        }
    }
}
