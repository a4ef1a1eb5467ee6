/**
 * Files on their way out of a server and into it: whole files or none, and rows in batches that are
 * taken once. Uses the client, the connectors' row formats and the store's Parquet reader.
 */
@NullMarked
package dev.tidemill.cli.transfer;

import org.jspecify.annotations.NullMarked;
