/**
 * From SQL texts to the plans in force: plans definitions in dependency order and applies their
 * difference to the circuit. Uses the SQL room and the engine.
 */
@NullMarked
package dev.tidemill.node.definition;

import org.jspecify.annotations.NullMarked;
