package dev.tidemill.cli.show;

import static java.util.Objects.requireNonNull;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a command reads and prints.
 *
 * <p>Owned by the program's main method and used by one thread at a time.
 *
 * @param screen the size of the terminal that {@code out} is; null when it is a file or a pipe
 * @param paint how the output is coloured
 */
public record Terminal(
        InputStream in, PrintWriter out, PrintWriter err, @Nullable Screen screen, Paint paint) {

    /** Set by the launcher, which can ask the terminal for less than a JVM can. */
    static final String SCREEN_PROPERTY = "tidemill.screen";

    public Terminal {
        requireNonNull(in, "in");
        requireNonNull(out, "out");
        requireNonNull(err, "err");
        requireNonNull(paint, "paint");
    }

    /**
     * The process's own streams, coloured when they are a terminal and {@code NO_COLOR} is unset.
     */
    public static Terminal ofProcess() {
        Screen screen = Screen.parse(System.getProperty(SCREEN_PROPERTY));
        boolean coloured = screen != null && System.getenv("NO_COLOR") == null;
        return new Terminal(
                System.in,
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                screen,
                coloured ? Paint.COLOURED : Paint.PLAIN);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(
                new BufferedWriter(
                        new OutputStreamWriter(
                                new FileOutputStream(descriptor), StandardCharsets.UTF_8)),
                false);
    }

    public boolean interactive() {
        return screen != null;
    }

    public void flush() {
        out.flush();
        err.flush();
    }
}
