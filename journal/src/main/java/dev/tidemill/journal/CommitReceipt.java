package dev.tidemill.journal;

/**
 * What a durable commit took.
 *
 * @param bytes frames written, the seal's included
 */
public record CommitReceipt(
        long tick,
        long firstSequence,
        long lastSequence,
        long bytes,
        long writeNanos,
        long forceNanos) {}
