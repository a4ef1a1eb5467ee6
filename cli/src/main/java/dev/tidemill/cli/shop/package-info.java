/**
 * The people of the example shop: they buy, pay, ship and send back, and what they do is sent to a
 * mill as the shop's application would send it. Uses the client.
 */
@NullMarked
package dev.tidemill.cli.shop;

import org.jspecify.annotations.NullMarked;
