/** Tests of how statements are read. */
@NullMarked
package dev.tidemill.sql.statement;

import org.jspecify.annotations.NullMarked;
