/** Tests of the journal: round trips, damage at every byte, full disks, failed fsyncs, kills. */
@NullMarked
package dev.tidemill.journal;

import org.jspecify.annotations.NullMarked;
