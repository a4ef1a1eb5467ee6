package dev.tidemill.testkit.engine;

import static dev.tidemill.testkit.fixture.LiveTableAssertion.assertThat;

import org.junit.jupiter.api.Test;

/** What reads a table that gets another plan. */
class ReplacementTest {
    /** Rows only ever come to the table, until it gets a plan that has fewer of them. */
    @Test
    void aMaximumFallsWhenTheTableBelowItIsReplaced() {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat("amounts", "SELECT id, happened, amount FROM events")
                    .and("most", "SELECT max(id) AS id, min(happened) AS first FROM amounts")
                    .and(
                            "recent",
                            "SELECT id FROM amounts WHERE happened > now() - interval '9 days'")
                    .over(Tables.EVENTS)
                    .seed(seed)
                    .survivesReplacements()
                    .survivesBuilds();
        }
    }
}
