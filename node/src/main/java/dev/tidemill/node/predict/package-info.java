/**
 * Foretells of rows that enter a table and learns from their labels. What is learnt is a function
 * of the ticks: predictions come in as inputs. Uses definitions, the learning room, ticks and
 * records.
 */
@NullMarked
package dev.tidemill.node.predict;

import org.jspecify.annotations.NullMarked;
