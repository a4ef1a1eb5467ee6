/**
 * Sources that are pulled: replayed files. May use {@code connectors.format}, {@code store} for
 * Parquet, and {@code algebra}.
 */
@NullMarked
package dev.tidemill.connectors.source;

import org.jspecify.annotations.NullMarked;
