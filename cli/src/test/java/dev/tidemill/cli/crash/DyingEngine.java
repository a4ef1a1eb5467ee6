package dev.tidemill.cli.crash;

import dev.tidemill.cli.Main;
import java.util.Optional;

/** {@code tidemill run} in a process whose engine's thread ends by a fault once it serves. */
final class DyingEngine {
    private DyingEngine() {}

    /** Arguments: those of {@code tidemill}. */
    public static void main(String[] arguments) throws InterruptedException {
        Thread.ofPlatform().daemon().start(DyingEngine::endTheEngine);
        Main.main(arguments);
    }

    private static void endTheEngine() {
        while (true) {
            Optional<Thread> engine =
                    Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().equals("engine"))
                            .findFirst();
            if (engine.isPresent()) {
                engine.get().interrupt();
                return;
            }
            Thread.onSpinWait();
        }
    }
}
