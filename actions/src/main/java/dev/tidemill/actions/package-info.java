/**
 * Transitions of live tables become deliveries: detection, the durable outbox, webhooks with retry.
 * Uses algebra, definitions and the engine's records; knows no console.
 */
@NullMarked
package dev.tidemill.actions;

import org.jspecify.annotations.NullMarked;
