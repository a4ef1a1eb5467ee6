package dev.tidemill.node.predict;

import dev.tidemill.node.Tidemill;
import java.nio.file.Path;

/** A mill in a process of its own that foretells and learns, until it is killed. */
final class KilledPredictor {
    private KilledPredictor() {}

    /**
     * Takes visits and what became of them, and says how far they came.
     *
     * @param arguments the project's folder, the first visit's number, the predictor's file
     */
    public static void main(String[] arguments) throws Exception {
        Visits visits = Visits.in(Path.of(arguments[0]), arguments[2]);
        long from = Long.parseLong(arguments[1]);
        try (Tidemill mill = visits.open(Visits.options().withCheckpoints(50, 1 << 14))) {
            while (true) {
                Visits.visit(mill, from, 5);
                Visits.label(mill, Math.max(0, from - 10), 5);
                from += 5;
                System.out.println(from);
            }
        }
    }
}
