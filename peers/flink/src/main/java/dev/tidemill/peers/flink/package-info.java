/**
 * Nexmark's queries in a local cluster of Flink, told what to do by {@code tidemill bench nexmark}.
 * A program of its own; uses Flink only.
 */
package dev.tidemill.peers.flink;
