package dev.tidemill.server;

/**
 * Where PostgreSQL's clients come in.
 *
 * @param port 0 picks a free one
 * @param required whether the server does not start when the port is taken; otherwise it goes on
 *     without this door, and says so
 */
public record PostgresPort(int port, boolean required) {}
