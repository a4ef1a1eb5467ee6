/**
 * Carries statements out: definitions and rows that SQL writes, and what SQL says of the mill. Uses
 * the SQL room's statements, admission and the published ticks.
 */
@NullMarked
package dev.tidemill.node.statement;

import org.jspecify.annotations.NullMarked;
