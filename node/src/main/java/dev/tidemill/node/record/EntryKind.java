package dev.tidemill.node.record;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;

/** The bytes that tell journal entries apart; they are on disk. */
final class EntryKind {
    static final int VERSION = 17;

    /** Definitions without constraints; they are still read. */
    static final int VERSION_WITHOUT_CONSTRAINTS = 16;

    /** Definitions without predictors, and journals without predictions; they are still read. */
    static final int VERSION_WITHOUT_PREDICTORS = 15;

    /** Definitions without recordings of feature views; they are still read. */
    static final int VERSION_WITHOUT_RECORDINGS = 15;

    /** Definitions whose actions tell each transition at once; they are still read. */
    static final int VERSION_WITHOUT_ACTION_TERMS = 15;

    /** Journals in which no suspended table is tried again; they are still read. */
    static final int VERSION_WITHOUT_RETRIES = 14;

    /** Definitions without previews, and journals without erasures; they are still read. */
    static final int VERSION_WITHOUT_PREVIEWS = 10;

    /** Definitions that were not applied as releases; they are still read. */
    static final int VERSION_WITHOUT_RELEASES = 9;

    /** Journals without suspensions for want of memory; they are still read. */
    static final int VERSION_WITHOUT_SUSPENSIONS = 8;

    /** Definitions whose tables were all built in their tick; they are still read. */
    static final int VERSION_WITHOUT_BUILDS = 7;

    /** Definitions without indexes; they are still read. */
    static final int VERSION_WITHOUT_INDEXES = 6;

    /** Definitions without functions; they are still read. 5 is only a node state's. */
    static final int VERSION_WITHOUT_FUNCTIONS = 5;

    /** Definitions without actions; they are still read, as if none were in force. */
    static final int VERSION_WITHOUT_ACTIONS = 3;

    /** Entries whose tables have no lateness; they are still read. */
    static final int VERSION_WITHOUT_LATENESS = 2;

    static final int INPUT = 1;
    static final int DEFINITIONS = 2;
    static final int RECOVERY = 3;
    static final int RETENTION = 4;
    static final int BUILT = 5;
    static final int SUSPENSION = 6;
    static final int OUTCOME = 7;
    static final int ERASURE = 8;
    static final int RETRY = 9;
    static final int PREDICTION = 14;
    static final int MODEL = 17;

    private EntryKind() {}

    static TidemillException unknownVersion(String what, int version) {
        return new TidemillException(
                        ErrorCode.DATA_DIRECTORY_VERSION,
                        what + " has version " + version + ", which this release does not read")
                .withHint("open it with the release that wrote it, or a newer one");
    }
}
