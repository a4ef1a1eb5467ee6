/** What queries run, what they cost, and which were slow. Uses the callers' names. */
@NullMarked
package dev.tidemill.store.activity;

import org.jspecify.annotations.NullMarked;
