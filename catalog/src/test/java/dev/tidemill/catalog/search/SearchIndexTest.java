package dev.tidemill.catalog.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.catalog.Shop;
import java.util.List;
import org.junit.jupiter.api.Test;

class SearchIndexTest {
    private static final SearchIndex INDEX = new SearchIndex(Shop.catalog());

    private static List<String> found(String words) {
        return INDEX.search(words).stream().map(hit -> hit.entry().id()).toList();
    }

    @Test
    void putsANameBeforeADescription() {
        // spent is named so, and what customers spent stands in the other's description.
        assertEquals(List.of("spent", "big_spenders"), found("spent"));
    }

    @Test
    void findsBeginningsOfWordsAndPartsOfNames() {
        assertEquals(List.of("big_spenders"), found("spender"));
        assertEquals(List.of("big_spenders"), found("BIG"));
        assertEquals(List.of("big_spenders"), found("big_spenders"));
    }

    @Test
    void wantsAllWords() {
        assertEquals(List.of("spent"), found("each spent"));
        assertEquals(List.of(), found("spent nonsense"));
    }

    @Test
    void findsOwnersTagsColumnsAndClasses() {
        assertEquals(List.of("orders"), found("sales@example.org"));
        assertEquals(List.of("customers"), found("personal"));
        assertEquals(List.of("customers"), found("confidential"));
        assertEquals(List.of("email"), INDEX.search("confidential").getFirst().columns());
        assertEquals(List.of(Field.COLUMN), INDEX.search("vip").getFirst().fields());
    }

    @Test
    void findsNothingForNoWords() {
        assertEquals(List.of(), found(""));
        assertEquals(List.of(), found(" _ "));
    }
}
