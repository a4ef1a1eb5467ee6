/**
 * The few file operations the journal needs, behind interfaces so that tests can fill the disk,
 * shorten writes and fail an fsync; may use nothing but the JDK.
 */
@NullMarked
package dev.tidemill.journal.io;

import org.jspecify.annotations.NullMarked;
