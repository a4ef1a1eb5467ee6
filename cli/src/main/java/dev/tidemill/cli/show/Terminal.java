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
 * @param typed whether a person types what {@code in} reads
 * @param screen the size of the terminal that {@code out} is; null when it is a file or a pipe
 * @param paint how the output is coloured
 */
public record Terminal(
        InputStream in,
        boolean typed,
        PrintWriter out,
        PrintWriter err,
        @Nullable Screen screen,
        Paint paint) {

    /** Both are set by the launcher, which learns them from the terminal sooner than a JVM does. */
    static final String SCREEN_PROPERTY = "tidemill.screen";

    static final String TYPED_PROPERTY = "tidemill.typed";

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
                Boolean.getBoolean(TYPED_PROPERTY),
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
