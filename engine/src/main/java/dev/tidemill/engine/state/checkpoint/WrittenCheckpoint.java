package dev.tidemill.engine.state.checkpoint;

/**
 * What {@link CheckpointStore#write} did.
 *
 * @param tick the last tick that the checkpoint contains
 * @param pagesWritten pages that changed or moved; the others stayed where they were
 * @param bytesWritten bytes of their file
 * @param bytes bytes of all page files of the checkpoint
 */
public record WrittenCheckpoint(long tick, long pagesWritten, long bytesWritten, long bytes) {}
