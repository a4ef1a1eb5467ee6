/**
 * What a project defines, as people and tools look for it: its entries, what each depends on, and a
 * search over them. Uses the algebra, SQL's lineage and definitions; knows neither how plans run
 * nor HTTP.
 */
@NullMarked
package dev.tidemill.catalog;

import org.jspecify.annotations.NullMarked;
