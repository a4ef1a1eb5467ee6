package dev.tidemill.bench.nexmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tidemill.algebra.column.ColumnBuilder;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Makes the events of Nexmark by its published model: of every 50 events the first is a person, the
 * next three are auctions and 46 are bids. Half of the bids are for an auction of the moment, three
 * of four are by a bidder of the moment, and three of four auctions by a seller of the moment; the
 * others are spread over what is new. Each event is drawn from a random stream of its own, so an
 * event is the same whatever was made before it.
 *
 * <p>One thread.
 */
final class NexmarkGenerator {
    /** Positions in {@link NexmarkTables#STREAMS}. */
    static final int PERSON = 0;

    static final int AUCTION = 1;
    static final int BID = 2;

    static final int PERSONS = 1;
    static final int AUCTIONS = 3;
    static final int ROUND = 50;

    /** 2026-01-05 10:00. */
    static final long FIRST_MICROS = 1_767_607_200L * 1_000_000;

    private static final long FIRST_ID = 1000;
    private static final long FIRST_CATEGORY = 10;
    private static final int CATEGORIES = 5;
    private static final int HOT = 100;
    private static final int AUCTIONS_IN_FLIGHT = 100;
    private static final int PEOPLE_ACTIVE = 1000;
    private static final int LEAD = 10;
    private static final int CHANNELS = 10_000;
    private static final int PERSON_BYTES = 200;
    private static final int AUCTION_BYTES = 500;
    private static final int BID_BYTES = 100;
    private static final long MIX = 0x9e3779b97f4a7c15L;

    private static final String[] STATES = {"AZ", "CA", "ID", "OR", "WA", "WY"};
    private static final String[] CITIES = {
        "Phoenix",
        "Los Angeles",
        "San Francisco",
        "Boise",
        "Portland",
        "Bend",
        "Redmond",
        "Seattle",
        "Kent",
        "Cheyenne"
    };
    private static final String[] FIRST_NAMES = {
        "Ada", "Ben", "Clara", "Dora", "Emil", "Fritz", "Greta", "Hugo", "Ida", "Jan", "Kurt"
    };
    private static final String[] LAST_NAMES = {
        "Arendt", "Bauer", "Conrad", "Dietz", "Engel", "Falk", "Gross", "Hahn", "Iversen"
    };
    private static final String[] HOT_CHANNELS = {"Google", "Facebook", "Baidu", "Apple"};

    private final NexmarkShape shape;
    private final byte[][] hotUrls = new byte[HOT_CHANNELS.length][];
    private final byte[][] urls = new byte[CHANNELS][];
    private final byte[] text = new byte[AUCTION_BYTES * 2];
    private SplittableRandom random;

    NexmarkGenerator(NexmarkShape shape) {
        this.shape = shape;
        this.random = new SplittableRandom(shape.seed());
        for (int i = 0; i < hotUrls.length; i++) {
            hotUrls[i] = url(-1);
        }
        for (int i = 0; i < urls.length; i++) {
            urls[i] = url(i);
        }
    }

    /** Nine of ten rare channels are named in their URLs. */
    private byte[] url(int channel) {
        StringBuilder url = new StringBuilder("https://www.nexmark.com/");
        for (int i = 0; i < 3; i++) {
            int length = words(5, (byte) '_', 0);
            url.append(new String(text, 0, length, US_ASCII)).append('/');
        }
        url.append("item.htm?query=1");
        if (channel >= 0 && random.nextInt(10) > 0) {
            url.append("&channel_id=").append(Math.abs((long) Integer.reverse(channel)));
        }
        return url.toString().getBytes(US_ASCII);
    }

    /** The number of the event that comes in this place. */
    private long number(long place) {
        long size = shape.disorder();
        long first = place / size * size;
        return first + place * 953 % size;
    }

    /** Which stream the event in a place belongs to. */
    int stream(long place) {
        long rest = number(place) % ROUND;
        if (rest < PERSONS) {
            return PERSON;
        }
        return rest < PERSONS + AUCTIONS ? AUCTION : BID;
    }

    /** Whole milliseconds, as the published tables have them. */
    private long micros(long number) {
        return FIRST_MICROS + number * 1000 / shape.eventsPerSecond() * 1000;
    }

    /**
     * Appends the event that comes in a place.
     *
     * @param columns of the table of its kind
     * @return its time in microseconds
     */
    long append(long place, ColumnBuilder[] columns) {
        long number = number(place);
        random = new SplittableRandom(shape.seed() * MIX ^ number);
        long micros = micros(number);
        switch (stream(place)) {
            case PERSON -> person(number, micros, columns);
            case AUCTION -> auction(number, micros, columns);
            default -> bid(number, micros, columns);
        }
        return micros;
    }

    private void person(long number, long micros, ColumnBuilder[] columns) {
        columns[0].appendLong(FIRST_ID + lastPerson(number));
        String name = any(FIRST_NAMES) + ' ' + any(LAST_NAMES);
        columns[1].appendText(name);
        int at = words(7, (byte) ' ', 0);
        text[at++] = '@';
        at = words(5, (byte) ' ', at);
        for (byte b : ".com".getBytes(US_ASCII)) {
            text[at++] = b;
        }
        columns[2].appendBytes(text, 0, at);
        String card =
                String.format(
                        Locale.ROOT,
                        "%04d %04d %04d %04d",
                        random.nextInt(10_000),
                        random.nextInt(10_000),
                        random.nextInt(10_000),
                        random.nextInt(10_000));
        columns[3].appendText(card);
        String city = any(CITIES);
        columns[4].appendText(city);
        columns[5].appendText(any(STATES));
        columns[6].appendLong(micros);
        padding(
                8 + name.length() + at + card.length() + city.length() + 2,
                PERSON_BYTES,
                columns[7]);
    }

    private void auction(long number, long micros, ColumnBuilder[] columns) {
        columns[0].appendLong(FIRST_ID + lastAuction(number));
        int itemName = words(20, (byte) ' ', 0);
        columns[1].appendBytes(text, 0, itemName);
        int description = words(100, (byte) ' ', 0);
        columns[2].appendBytes(text, 0, description);
        long initialBid = price();
        columns[3].appendLong(initialBid);
        columns[4].appendLong(initialBid + price());
        columns[5].appendLong(micros);
        columns[6].appendLong(micros + auctionMillis(number, micros) * 1000);
        long seller = random.nextInt(4) > 0 ? lastPerson(number) / HOT * HOT : anyPerson(number);
        columns[7].appendLong(FIRST_ID + seller);
        columns[8].appendLong(FIRST_CATEGORY + random.nextInt(CATEGORIES));
        padding(8 + itemName + description + 8 * 5, AUCTION_BYTES, columns[9]);
    }

    private void bid(long number, long micros, ColumnBuilder[] columns) {
        long auction = random.nextInt(2) > 0 ? lastAuction(number) / HOT * HOT : anyAuction(number);
        columns[0].appendLong(FIRST_ID + auction);
        long bidder =
                random.nextInt(4) > 0 ? lastPerson(number) / HOT * HOT + 1 : anyPerson(number);
        columns[1].appendLong(FIRST_ID + bidder);
        columns[2].appendLong(price());
        if (random.nextInt(2) > 0) {
            int channel = random.nextInt(HOT_CHANNELS.length);
            columns[3].appendText(HOT_CHANNELS[channel]);
            columns[4].appendBytes(hotUrls[channel], 0, hotUrls[channel].length);
        } else {
            int channel = random.nextInt(CHANNELS);
            columns[3].appendText("channel-" + channel);
            columns[4].appendBytes(urls[channel], 0, urls[channel].length);
        }
        columns[5].appendLong(micros);
        padding(8 * 4, BID_BYTES, columns[6]);
    }

    /** The newest person at an event, from 0. */
    private static long lastPerson(long number) {
        return number / ROUND * PERSONS + Math.min(number % ROUND, PERSONS - 1);
    }

    /** The newest auction at an event, from 0; -1 before the first. */
    private static long lastAuction(long number) {
        long rest = Math.min(number % ROUND - PERSONS, AUCTIONS - 1);
        return number / ROUND * AUCTIONS + Math.max(rest, -1);
    }

    /** One of the newest people, or of those to come next. */
    private long anyPerson(long number) {
        long people = lastPerson(number) + 1;
        long active = Math.min(people, PEOPLE_ACTIVE);
        return people - active + random.nextLong(active + LEAD);
    }

    /** One of the auctions in flight, or of those to come next. */
    private long anyAuction(long number) {
        long last = lastAuction(number);
        long first = Math.max(last - AUCTIONS_IN_FLIGHT, 0);
        return first + random.nextLong(last - first + 1 + LEAD);
    }

    /** Up to twice the time in which as many auctions begin as are in flight. */
    private long auctionMillis(long number, long micros) {
        long ahead = (long) AUCTIONS_IN_FLIGHT * ROUND / AUCTIONS;
        long horizonMillis = (micros(number + ahead) - micros) / 1000;
        return 1 + random.nextLong(Math.max(horizonMillis * 2, 1));
    }

    private long price() {
        return Math.round(Math.pow(10, random.nextDouble() * 6) * 100);
    }

    private String any(String[] of) {
        return of[random.nextInt(of.length)];
    }

    /** Three to so many letters with gaps, none at the ends; returns where they end. */
    private int words(int lengthMax, byte gap, int at) {
        int length = 3 + random.nextInt(lengthMax - 3);
        for (int i = 0; i < length; i++) {
            boolean isGap = i > 0 && i < length - 1 && random.nextInt(13) == 0;
            text[at + i] = isGap ? gap : (byte) ('a' + random.nextInt(26));
        }
        return at + length;
    }

    /** Letters that bring an event to about its size. */
    private void padding(int size, int sizeWanted, ColumnBuilder column) {
        int missing = Math.max(sizeWanted - size, 0);
        int spread = Math.round(missing * 0.2f);
        int length = missing - spread + (spread == 0 ? 0 : random.nextInt(2 * spread));
        long bits = 0;
        for (int i = 0; i < length; i++) {
            if (i % 8 == 0) {
                bits = random.nextLong();
            }
            text[i] = (byte) ('a' + (bits & 0xff) * 26 / 256);
            bits >>>= 8;
        }
        column.appendBytes(text, 0, length);
    }
}
