package dev.tidemill.node.feature;

import dev.tidemill.node.access.Principal;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.read.SeenTicks;

/**
 * By whose rules feature views are read. Each list, read and training set asks here, and nowhere
 * else. Safe for all threads.
 */
public interface FeatureGate {
    /**
     * What somebody sees of the tables of a tick's definitions.
     *
     * @throws dev.tidemill.algebra.error.TidemillException NOT_READY while other definitions are on
     *     their way
     */
    Sight sight(DefinitionsInForce.View definitions, Principal principal);

    /** The ticks as somebody may see them. */
    SeenTicks ticks(Principal principal);
}
