/**
 * What a record class says of the events that it is, so that contracts begin in the application.
 * Read from class files by {@code tidemill contract from-java}; nothing of it is there when the
 * application runs, and it uses nothing.
 */
@NullMarked
package dev.tidemill.annotations;

import org.jspecify.annotations.NullMarked;
