/**
 * The SELECT of PostgreSQL as its clients ask the catalog: a lexer, a parser and the tree that they
 * make. Uses only errors.
 */
@NullMarked
package dev.tidemill.node.pgcatalog.syntax;

import org.jspecify.annotations.NullMarked;
