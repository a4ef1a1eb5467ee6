package dev.tidemill.engine.state.checkpoint;

/**
 * What was stored beside the state that {@link CheckpointStore#load} put back.
 *
 * @param tick the last tick that the state contains
 * @param extras the owner's bytes
 */
public record LoadedCheckpoint(long tick, byte[] extras) {}
