package dev.tidemill.bench.nexmark;

import static dev.tidemill.testkit.fixture.LiveTableAssertion.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.testkit.fixture.LiveTableAssertion;
import dev.tidemill.testkit.fixture.RowChange;
import dev.tidemill.testkit.fixture.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every query of Nexmark as a live table: right after each tick, in random splits, across restarts
 * at random ticks. {@code -Dtidemill.seed=7} takes another seed, {@code -Dtidemill.long=true} many.
 */
class NexmarkLiveTest {
    private static final long SEED = Long.getLong("tidemill.seed", 5);
    private static final boolean LONG = Boolean.getBoolean("tidemill.long");
    private static final int EVENTS = 1000;
    private static final int TICKS = 14;

    /** They call to_char or take a group out of a pattern, for which DuckDB has no form. */
    private static final Set<String> NOT_IN_DUCKDB = Set.of("q10", "q15", "q16", "q17", "q21");

    /** A few windows long, and a little out of order. */
    private static NexmarkShape shape(long seed) {
        return new NexmarkShape(seed, EVENTS, 20, 7);
    }

    @TestFactory
    Stream<DynamicTest> recoveryAtRandomTicksInTheMiddleOfEveryQueryGivesEqualResults() {
        return NexmarkQuery.all().stream()
                .flatMap(
                        query ->
                                IntStream.range(0, LONG ? 20 : 1)
                                        .mapToObj(i -> test(query, SEED + i)));
    }

    private static DynamicTest test(NexmarkQuery query, long seed) {
        return DynamicTest.dynamicTest(
                query.name() + " seed " + seed,
                () -> {
                    LiveTableAssertion live =
                            assertThat(query.name(), query.sql())
                                    .over(NexmarkTables.ALL)
                                    .seed(seed)
                                    .after(steps(seed))
                                    .afterEachTick()
                                    .equalsOracle()
                                    .isTheSameWhateverTheTicks()
                                    .survivesRestarts();
                    if (!NOT_IN_DUCKDB.contains(query.name())) {
                        live.equalsDuckDb(7);
                    }
                });
    }

    private static List<Step> steps(long seed) {
        List<Step> steps = new ArrayList<>();
        for (TickInput tick : NexmarkEvents.of(shape(seed), sizes(new Random(seed))).ticks()) {
            List<RowChange> changes = new ArrayList<>();
            for (InputChange change : tick.changes()) {
                Batch rows = change.rows();
                // Of the table at the side only what the auctions' numbers can meet.
                int first = change.table().equals(NexmarkTables.SIDE.name()) ? 1000 : 0;
                for (int row = first; row < Math.min(rows.size(), first + EVENTS); row++) {
                    changes.add(new RowChange(change.table(), change.op(), rows.row(row)));
                }
            }
            steps.add(new Step(tick.nowMicros(), changes));
        }
        return steps;
    }

    /** Random cuts; a tick may be empty. */
    private static int[] sizes(Random random) {
        int[] cuts = random.ints(TICKS - 1, 0, EVENTS + 1).sorted().toArray();
        int[] sizes = new int[TICKS];
        int before = 0;
        for (int i = 0; i < cuts.length; i++) {
            sizes[i] = cuts[i] - before;
            before = cuts[i];
        }
        sizes[TICKS - 1] = EVENTS - before;
        return sizes;
    }

    @Test
    void theAnswerIsTheSameWhateverTheTicksAndThreads() {
        NexmarkShape shape = NexmarkShape.of(SEED, 20_000);
        NexmarkEvents small = NexmarkEvents.of(shape, 700);
        NexmarkEvents large = NexmarkEvents.of(shape, 20_000);
        Set<String> empty = new HashSet<>();
        for (NexmarkQuery query : NexmarkQuery.all()) {
            RowDigest.Answer answer = new LiveQuery(query, small, 1).answer();
            assertEquals(answer, new LiveQuery(query, large, 2).answer(), query.name());
            if (answer.rows() == 0) {
                empty.add(query.name());
            }
        }

        assertEquals(Set.of(), empty, "queries without a row");
    }
}
