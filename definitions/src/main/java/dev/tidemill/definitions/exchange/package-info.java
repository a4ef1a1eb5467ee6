/**
 * Contracts from and into other forms of schema: JSON Schema, Avro, SQL, HTML; uses contracts,
 * documents and words.
 */
@NullMarked
package dev.tidemill.definitions.exchange;

import org.jspecify.annotations.NullMarked;
