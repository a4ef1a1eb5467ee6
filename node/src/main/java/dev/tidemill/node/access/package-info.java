/**
 * Who may see and do what: principals, the policies in force as they hold for a principal, and
 * tables as a principal sees them. Every door asks here, and nothing else decides. Knows the
 * definitions, the planner and the tables; knows no HTTP and no files of accounts.
 */
@NullMarked
package dev.tidemill.node.access;

import org.jspecify.annotations.NullMarked;
