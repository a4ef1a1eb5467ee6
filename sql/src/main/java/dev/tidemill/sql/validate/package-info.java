/**
 * Names, functions and types of a syntax tree, with PostgreSQL's rules inside Calcite's validator.
 */
@NullMarked
package dev.tidemill.sql.validate;

import org.jspecify.annotations.NullMarked;
