package dev.tidemill.journal;

/** A tail that was never acknowledged, removed when the journal was opened after a crash. */
public record TailCut(String file, long position, long bytes, String reason) {}
