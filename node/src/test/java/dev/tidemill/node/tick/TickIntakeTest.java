package dev.tidemill.node.tick;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.node.record.WatermarkSeal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine waits for the committer, which would wait for the engine. */
class TickIntakeTest {
    private static SealedTick tick(long number) {
        return new SealedTick(number, 0, List.of(), WatermarkSeal.NONE, List.of(), 0, 0);
    }

    @Test
    @Timeout(30)
    void takesTicksWhileItWaitsAndGivesThemInOrder() throws InterruptedException {
        BlockingQueue<SealedTick> sealed = new ArrayBlockingQueue<>(1);
        TickIntake intake = new TickIntake(sealed);
        CompletableFuture<Long> written = new CompletableFuture<>();
        Thread committer =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        for (long number = 1; number <= 4; number++) {
                                            sealed.put(tick(number));
                                        }
                                        written.complete(4L);
                                        sealed.put(tick(5));
                                    } catch (InterruptedException e) {
                                        written.completeExceptionally(e);
                                    }
                                });
        intake.awaitBeside(written);
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            numbers.add(requireNonNull(intake.poll(1_000)).tick());
        }
        assertEquals(List.of(1L, 2L, 3L, 4L), numbers);
        assertEquals(5, requireNonNull(intake.poll(1_000)).tick());
        assertTrue(intake.isEmpty());
        assertNull(intake.poll(1));
        committer.join();
    }
}
