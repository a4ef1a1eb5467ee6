/**
 * Says what taking definitions over would do, takes them over, and goes back when that fails. Knows
 * definitions and the mill's tables, and neither HTTP nor JSON.
 */
@NullMarked
package dev.tidemill.node.plan;

import org.jspecify.annotations.NullMarked;
