/**
 * Who did what: a log of lines, each bound to the one before, that grows at its end and is cut at
 * its beginning only, and a table that reads it. Knows no HTTP.
 */
@NullMarked
package dev.tidemill.node.audit;

import org.jspecify.annotations.NullMarked;
