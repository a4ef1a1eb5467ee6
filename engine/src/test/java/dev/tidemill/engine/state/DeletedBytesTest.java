package dev.tidemill.engine.state;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was deleted or replaced is in no byte of a page in use, so that no checkpoint has it. */
class DeletedBytesTest {
    private static final Schema PEOPLE =
            Schema.of(
                    new Field("id", Type.BIGINT, false),
                    Field.of("short", Type.TEXT),
                    Field.of("long", Type.TEXT),
                    Field.of("number", Type.BIGINT));
    private static final long NUMBER = 0x4142434445464748L;
    private static final String NUMBER_BYTES = "HGFEDCBA";

    private static final Pattern ENDING = Pattern.compile("length ([q-z]{4})");

    private final StateSpace space = new StateSpace(PageAllocator.unbounded());
    private final Region region = space.region("node", 0);

    private boolean isInAPage(int segment, String text) {
        Segment pages = region.segment(segment);
        for (int page = 0; page < pages.pageLimit(); page++) {
            if (pages.hasPage(page) && new String(pages.page(page), ISO_8859_1).contains(text)) {
                return true;
            }
        }
        return false;
    }

    private long segmentsWith(String text) {
        long count = 0;
        for (int segment = 0; segment < ZSetTable.SEGMENTS; segment++) {
            count += isInAPage(segment, text) ? 1 : 0;
        }
        return count;
    }

    @Test
    void ofRowsThatLeaveAndOfValuesThatAreReplaced() {
        ZSetTable table = new ZSetTable(region, 0, ZSetShape.unique(PEOPLE, 0));
        BatchBuilder all = new BatchBuilder(PEOPLE, 100);
        for (long id = 0; id < 100; id++) {
            all.add(1, id, "somebody" + id, "somebody with a longer name " + id, NUMBER + 1);
        }
        all.add(1, 100L, "adalovelace", "the countess of lovelace, " + "x".repeat(50), NUMBER);
        all.add(1, 101L, "bobbobbobbob", "bob of the many rivers", NUMBER);
        table.apply(all.build());
        for (String there : List.of("lovelace", "countess", "bobbob", "rivers", NUMBER_BYTES)) {
            assertTrue(segmentsWith(there) > 0, there);
        }
        BatchBuilder changes = new BatchBuilder(PEOPLE, 3);
        changes.add(-1, 100L, "adalovelace", "the countess of lovelace, " + "x".repeat(50), NUMBER);
        changes.add(-1, 101L, "bobbobbobbob", "bob of the many rivers", NUMBER);
        changes.add(1, 101L, "b", null, null);
        table.apply(changes.build());
        for (String gone : List.of("lovelace", "countess", "bobbob", "rivers", NUMBER_BYTES)) {
            assertEquals(0, segmentsWith(gone), gone);
        }
        assertEquals(101, table.totalWeight());
    }

    @Test
    void ofKeysOfAnOrderedIndex() {
        OrderedIndex index = new OrderedIndex(region, 0);
        List<String> gone = List.of("key of ada", "k" + "long".repeat(700) + " key of bob");
        for (int i = 0; i < 60; i++) {
            put(index, "key of somebody " + i);
        }
        gone.forEach(key -> put(index, key));
        for (int i = 60; i < 120; i++) {
            put(index, "key of somebody " + i);
        }
        assertTrue(isInAPage(0, "of ada") && isInAPage(1, "of bob"));
        for (String key : gone) {
            byte[] bytes = key.getBytes(UTF_8);
            assertTrue(index.remove(bytes, bytes.length));
        }
        assertTrue(!isInAPage(0, "of ada") && !isInAPage(0, "longlong"));
        assertTrue(!isInAPage(1, "of bob"));
        for (int i = 120; i < 400; i++) {
            put(index, "key of somebody " + i);
        }
        for (int i = 0; i < 400; i += 2) {
            byte[] bytes = ("key of somebody " + i).getBytes(UTF_8);
            assertTrue(index.remove(bytes, bytes.length));
        }
        assertEquals(200, index.count());
    }

    /** Inner nodes have the beginnings of keys: of keys that are there. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ofKeysBetweenTheNodesOfAnOrderedIndex(long seed) {
        Random random = new Random(seed);
        String beginning = "a key of some length ".repeat((int) seed);
        OrderedIndex index = new OrderedIndex(region, 0);
        List<String> keys = new ArrayList<>();
        for (int i = 1000; i < 6000; i++) {
            keys.add(beginning + letters(i));
        }
        Collections.shuffle(keys, random);
        keys.forEach(key -> put(index, key));
        for (int share : new int[] {5, 2}) {
            int from = keys.size() - keys.size() / share;
            List<String> gone = keys.subList(from, keys.size());
            for (String key : gone) {
                byte[] bytes = key.getBytes(UTF_8);
                assertTrue(index.remove(bytes, bytes.length));
            }
            Set<String> left = endings(0);
            for (String key : gone) {
                assertFalse(left.contains(key.substring(key.length() - 4)), key);
            }
            gone.clear();
            for (String key : keys) {
                byte[] bytes = key.getBytes(UTF_8);
                assertEquals(1, index.get(bytes, bytes.length, 0));
            }
        }
        assertEquals(keys.size(), index.count());
    }

    /** Four digits as bytes that no page's number has. */
    private static String letters(int number) {
        StringBuilder letters = new StringBuilder();
        for (char digit : Integer.toString(number).toCharArray()) {
            letters.append((char) (digit - '0' + 'q'));
        }
        return letters.toString();
    }

    /** The letters that stand behind a key's beginning. */
    private Set<String> endings(int segment) {
        Set<String> endings = new HashSet<>();
        Segment pages = region.segment(segment);
        for (int page = 0; page < pages.pageLimit(); page++) {
            if (pages.hasPage(page)) {
                Matcher matcher = ENDING.matcher(new String(pages.page(page), ISO_8859_1));
                while (matcher.find()) {
                    endings.add(matcher.group(1));
                }
            }
        }
        assertTrue(endings.size() > 100, "keys are found");
        return endings;
    }

    private static void put(OrderedIndex index, String key) {
        byte[] bytes = key.getBytes(UTF_8);
        assertTrue(index.put(bytes, bytes.length, 1));
    }
}
