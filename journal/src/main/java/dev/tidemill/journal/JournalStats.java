package dev.tidemill.journal;

/**
 * The journal after its last durable commit.
 *
 * @param bytes the frames and headers on disk, without what is preallocated
 * @param firstTick the ticks that can be replayed are those from here, or 0 when there is none
 * @param lastTick the last sealed tick, or 0 when there was none
 * @param lastSequence the number of the last record, seals included, or 0
 */
public record JournalStats(
        long bytes, int segments, long firstTick, long lastTick, long lastSequence) {}
