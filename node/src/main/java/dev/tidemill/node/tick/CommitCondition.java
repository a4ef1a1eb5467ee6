package dev.tidemill.node.tick;

/**
 * What an entry is held to at its place in the journal, besides what holds for every entry. The
 * gate that is in use knows the kinds of it, and refuses the entry when it does not hold.
 */
public interface CommitCondition {}
