package dev.tidemill.algebra.plan;

/** A column to sort by. NULLs stand where {@code nullsFirst} says. */
public record SortKey(int column, boolean descending, boolean nullsFirst) {}
