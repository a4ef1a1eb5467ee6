package dev.tidemill.bench.nexmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ticks so large that the threads share them give what one thread gives in small ones. */
class NexmarkThreadsTest {
    private static final NexmarkShape SHAPE = new NexmarkShape(3, 60_000, 10_000, 1);
    private static final NexmarkEvents LARGE = NexmarkEvents.of(SHAPE, 20_000);
    private static final NexmarkEvents SMALL = NexmarkEvents.of(SHAPE, 2_000);

    static Stream<NexmarkQuery> queries() {
        return NexmarkQuery.all().stream();
    }

    @ParameterizedTest
    @MethodSource("queries")
    void answersDoNotDependOnThreadsAndTicks(NexmarkQuery query) {
        RowDigest.Answer alone = new LiveQuery(query, SMALL, 1).answer();
        assertEquals(alone, new LiveQuery(query, LARGE, 3).answer(), query.name());
    }
}
