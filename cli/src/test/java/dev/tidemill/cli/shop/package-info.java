/** Tests of the people of the example shop. */
@NullMarked
package dev.tidemill.cli.shop;

import org.jspecify.annotations.NullMarked;
