package dev.tidemill.node.function;

import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import java.nio.file.Path;

/** A mill in a process of its own that takes rows until it is killed, and tells which it took. */
final class KilledMill {
    private KilledMill() {}

    /**
     * Takes rows.
     *
     * @param arguments the project, the data folder and the first row's number
     */
    public static void main(String[] arguments) throws Exception {
        TidemillOptions options =
                TidemillOptions.defaults()
                        .withData(Path.of(arguments[1]))
                        .withWatching(false)
                        .withCheckpoints(50, 1 << 16);
        try (Tidemill mill = Tidemill.open(Path.of(arguments[0]), options)) {
            for (long row = Long.parseLong(arguments[2]); ; row++) {
                mill.execute("INSERT INTO t VALUES (%d, %d)".formatted(row, row % 10));
                System.out.println(row);
            }
        }
    }
}
