/**
 * Statements as values: what a text asks to be done, with its queries planned. Uses the parser and
 * the planner; knows nothing of how a statement is carried out.
 */
@NullMarked
package dev.tidemill.sql.statement;

import org.jspecify.annotations.NullMarked;
