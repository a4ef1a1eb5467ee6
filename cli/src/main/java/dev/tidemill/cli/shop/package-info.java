/**
 * The people of the example shop. Those who buy, pay and send back, and those who ship: what they
 * do is sent to a mill as the shop's application would send it. And those who look at it, each with
 * what their role lets them see. Uses the client, and a mill's accounts.
 */
@NullMarked
package dev.tidemill.cli.shop;

import org.jspecify.annotations.NullMarked;
