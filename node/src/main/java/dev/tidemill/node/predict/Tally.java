package dev.tidemill.node.predict;

/** What a predictor counts; the order is on disk, so append only. */
enum Tally {
    /** Predictions that were made. */
    PREDICTED,
    /** Labels that were learnt and whose prediction was measured. */
    MEASURED,
    /** Labels that were there before their row, and learnt without measuring. */
    EARLY,
    /** Predictions whose label did not come in time. */
    UNLABELLED,
    /** Predictions that stopped waiting as too many did, or as the predictor became another. */
    GIVEN_UP,
    /** Rows that entered while their key was decided upon already. */
    AGAIN,
    /** Labels that came after their prediction had counted as unlabelled or given up. */
    LATE,
    /** Further labels of a key that has one. */
    REPEATED,
    /** Labels that were changed after they were learnt, or while they waited. */
    CORRECTED,
    /** Labels that were taken back after they were learnt, or while they waited. */
    WITHDRAWN,
    /** Labels that are NULL, or nothing that the predictor foretells. */
    UNUSABLE,
    /** Labels for which no prediction came, as long as they could wait. */
    UNMATCHED
}
