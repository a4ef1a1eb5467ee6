package dev.tidemill.node.transaction;

import dev.tidemill.node.access.Principal;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.sql.statement.Statement;
import dev.tidemill.store.PinnedTables;
import dev.tidemill.store.QueryMode;
import dev.tidemill.store.QueryResult;
import dev.tidemill.store.RowsReader;
import dev.tidemill.store.admission.Asker;

/** What transactions need of the mill around them. Safe for all threads. */
public interface TransactionTables {
    /** All that can be read of a tick, before anything of it is hidden. */
    PinnedTables readable(PublishedTick tick, Sight sight);

    /** Answers a query at a tick that the caller keeps pinned. */
    QueryResult query(PinnedTables tick, String sql, QueryMode mode, Asker asker);

    /** Answers a query at the newest tick when its turn comes. */
    QueryResult query(String sql, QueryMode mode, Asker asker, Principal principal);

    /** Streams a query's rows at a tick that the caller keeps pinned. */
    <T> T export(PinnedTables tick, String sql, Asker asker, RowsReader<T> reader);

    /** Carries out what is neither a query nor a change of rows. */
    QueryResult carryOut(Statement statement, Asker asker, Principal principal)
            throws InterruptedException;

    /** The oldest tick of which somebody restricted may be shown anything. */
    long seenSince();
}
