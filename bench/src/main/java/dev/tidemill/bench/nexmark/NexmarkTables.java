package dev.tidemill.bench.nexmark;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.Lateness;
import java.util.List;

/** The three streams of events, and the table at the side that q13 looks into. */
public final class NexmarkTables {
    /** How late an event may come; the published watermark stays as far behind. */
    public static final long LATENESS_MICROS = 4_000_000;

    /** Rows of the table at the side. */
    public static final int SIDE_ROWS = 10_000;

    public static final InputTable PERSON =
            events(
                    "person",
                    6,
                    required("id", Type.BIGINT),
                    required("name", Type.TEXT),
                    required("email_address", Type.TEXT),
                    required("credit_card", Type.TEXT),
                    required("city", Type.TEXT),
                    required("state", Type.TEXT),
                    required("date_time", Type.TIMESTAMP),
                    required("extra", Type.TEXT));

    public static final InputTable AUCTION =
            events(
                    "auction",
                    5,
                    required("id", Type.BIGINT),
                    required("item_name", Type.TEXT),
                    required("description", Type.TEXT),
                    required("initial_bid", Type.BIGINT),
                    required("reserve", Type.BIGINT),
                    required("date_time", Type.TIMESTAMP),
                    required("expires", Type.TIMESTAMP),
                    required("seller", Type.BIGINT),
                    required("category", Type.BIGINT),
                    required("extra", Type.TEXT));

    public static final InputTable BID =
            events(
                    "bid",
                    5,
                    required("auction", Type.BIGINT),
                    required("bidder", Type.BIGINT),
                    required("price", Type.BIGINT),
                    required("channel", Type.TEXT),
                    required("url", Type.TEXT),
                    required("date_time", Type.TIMESTAMP),
                    required("extra", Type.TEXT));

    public static final InputTable SIDE =
            new InputTable(
                    "side_input",
                    Schema.of(required("slot", Type.BIGINT), required("label", Type.TEXT)),
                    List.of(0),
                    -1);

    /** The streams; the generator knows them by their places here. */
    public static final List<InputTable> STREAMS = List.of(PERSON, AUCTION, BID);

    public static final List<InputTable> ALL = List.of(PERSON, AUCTION, BID, SIDE);

    private NexmarkTables() {}

    private static Field required(String name, Type type) {
        return new Field(name, type, false);
    }

    private static InputTable events(String name, int eventTime, Field... fields) {
        return new InputTable(name, Schema.of(fields), List.of(), eventTime)
                .withLateness(Lateness.of(eventTime, LATENESS_MICROS));
    }
}
