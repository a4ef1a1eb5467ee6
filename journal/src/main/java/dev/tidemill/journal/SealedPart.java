package dev.tidemill.journal;

/**
 * The acknowledged part of a segment's file: its first bytes, which never change.
 *
 * @param bytes how many there are; what stands behind them is no part of any tick
 */
public record SealedPart(String fileName, long bytes) {}
