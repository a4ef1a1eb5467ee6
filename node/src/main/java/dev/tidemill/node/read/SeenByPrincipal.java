package dev.tidemill.node.read;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.TickPublisher;
import dev.tidemill.store.PinnedTables;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Ticks as one principal may see them: each by the definitions that were in force in it and the
 * policies of now.
 *
 * @param sights what the principal may see of a tick
 * @param audit the acts that somebody with a sight may see
 * @param seenSince the oldest tick that somebody restricted may ask for
 */
public record SeenByPrincipal(
        TickPublisher publisher,
        Function<PublishedTick, Sight> sights,
        Function<Sight, TableSnapshot> audit,
        LongSupplier seenSince)
        implements SeenTicks {
    public SeenByPrincipal {
        requireNonNull(publisher, "publisher");
        requireNonNull(sights, "sights");
        requireNonNull(audit, "audit");
        requireNonNull(seenSince, "seenSince");
    }

    @Override
    public PinnedTables newest() {
        return seen(publisher.pin(), false);
    }

    @Override
    public PinnedTables at(long tick) {
        return seen(publisher.pin(tick), true);
    }

    private PinnedTables seen(PublishedTick published, boolean isAskedFor) {
        try {
            Sight sight = sights.apply(published);
            if (isAskedFor && sight.isRestricted()) {
                requireOfNow(published.tick());
            }
            return sight.of(new QueryableTick(published, audit.apply(sight)));
        } catch (RuntimeException e) {
            published.close();
            throw e;
        }
    }

    private void requireOfNow(long tick) {
        if (tick < seenSince.getAsLong()) {
            throw new TidemillException(
                            ErrorCode.TICK_NOT_KEPT,
                            "tick %d is of before the last change of definitions or policies"
                                    .formatted(tick))
                    .withHint(
                            "policies are about what is defined now; administrators may read all"
                                    + " ticks that are kept");
        }
    }
}
