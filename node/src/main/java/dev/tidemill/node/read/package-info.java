/**
 * What readers get: changes tick by tick, lookups, viewports, queries. Uses ticks and the store.
 */
@NullMarked
package dev.tidemill.node.read;

import org.jspecify.annotations.NullMarked;
