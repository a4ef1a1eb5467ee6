/**
 * Measures the whole loop of an application: an event in, what is foretold of it, and the request
 * that comes of that. Uses every room; none uses it.
 */
@NullMarked
package dev.tidemill.bench.loop;

import org.jspecify.annotations.NullMarked;
