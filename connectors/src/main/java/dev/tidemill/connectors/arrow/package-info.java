/**
 * Rows in the streaming format of Apache Arrow, as its specification (columnar format 1.5, "IPC
 * Streaming Format") has it. It knows columns and nothing of servers.
 */
@NullMarked
package dev.tidemill.connectors.arrow;

import org.jspecify.annotations.NullMarked;
