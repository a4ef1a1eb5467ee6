package dev.tidemill.node.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.record.Outcome;
import dev.tidemill.node.record.OutcomeEntry;
import dev.tidemill.node.record.SuspensionEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What came of ticks is written down, also when the journal did not take it at first. */
class OutcomeWriterTest {
    private static Outcome outcome(long tick) {
        return new Outcome.Suspended(
                tick,
                false,
                new SuspensionEntry(
                        "t", "SELECT 1", List.of(), ErrorCode.STATE_OVER_BUDGET, "too much"));
    }

    @Test
    void triesAgainWhatTheJournalDidNotTake() throws InterruptedException {
        List<OutcomeEntry> offered = new ArrayList<>();
        List<CompletableFuture<Long>> answers =
                List.of(
                        CompletableFuture.failedFuture(
                                new TidemillException(ErrorCode.DISK_FULL, "no space")),
                        CompletableFuture.completedFuture(9L));
        OutcomeWriter writer =
                new OutcomeWriter(
                        entry -> {
                            offered.add(entry);
                            return answers.get(offered.size() - 1);
                        },
                        done -> assertEquals(true, done.isDone()));
        writer.write(List.of());
        assertEquals(List.of(), offered, "nothing to say");
        writer.write(List.of(outcome(3)));
        writer.retry();
        assertEquals(1, offered.size(), "not at once");
        writer.write(List.of(outcome(4)));
        assertEquals(List.of(outcome(3), outcome(4)), offered.getLast().outcomes());
        Thread.sleep(1_100);
        writer.retry();
        assertEquals(2, offered.size(), "all is written");
    }
}
