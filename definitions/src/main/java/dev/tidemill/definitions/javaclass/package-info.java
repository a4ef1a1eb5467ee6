/**
 * Contracts of annotated record classes, which are read and never loaded; uses contracts, documents
 * and exchange.
 */
@NullMarked
package dev.tidemill.definitions.javaclass;

import org.jspecify.annotations.NullMarked;
