package dev.tidemill.node.forget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.node.record.ErasureEntry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A person is told from others of whose values theirs is a part. */
class SubjectTextTest {
    private static final Subject SEVEN = new Subject.Named("7");
    private static final Set<String> CUSTOMER = Set.of("customer");

    @Test
    void rowOfJsonIsTheirsByItsColumnAlone() {
        assertTrue(SubjectText.isInRaw(SEVEN, CUSTOMER, "{\"customer\": 7, \"amount\": 1}"));
        assertTrue(SubjectText.isInRaw(SEVEN, CUSTOMER, "{\"customer\": \"7\"}"));
        assertFalse(SubjectText.isInRaw(SEVEN, CUSTOMER, "{\"customer\": 17, \"amount\": 7}"));
        assertFalse(SubjectText.isInRaw(SEVEN, CUSTOMER, "{\"customer\": null}"));
    }

    @Test
    void textThatIsNoRowIsTheirsByAWord() {
        assertTrue(SubjectText.isInRaw(SEVEN, CUSTOMER, "7,many,2001"));
        assertFalse(SubjectText.isInRaw(SEVEN, CUSTOMER, "17,many,2007"));
        Subject ada = new Subject.Named("ada@example.com");
        assertTrue(SubjectText.isInRaw(ada, CUSTOMER, "{\"customer\":\"ada@example.com\",bad"));
        assertFalse(SubjectText.isInRaw(ada, CUSTOMER, "nada@example.com"));
    }

    @Test
    void noticeIsTheirsByTheColumnsOfItsAction() {
        ErasureEntry erasure =
                new ErasureEntry(
                        "id",
                        "officer",
                        "salt",
                        "7",
                        List.of(),
                        List.of(new ErasureEntry.Notice("tell", "who")));
        String payload = "{\"action\":\"tell\",\"row\":{\"who\":7,\"n\":1}}";
        assertTrue(SubjectText.isInNotice(erasure, "tell", payload));
        assertFalse(SubjectText.isInNotice(erasure, "warn", payload));
        assertFalse(SubjectText.isInNotice(erasure, "tell", "{\"row\":{\"who\":8,\"n\":7}}"));
    }

    @Test
    void hashFindsTheValueAndNoOther() {
        String salt = Subject.freshSalt();
        Subject hashed = new Subject.Hashed(salt, Subject.hash(salt, "ada"));
        assertTrue(hashed.is("ada"));
        assertFalse(hashed.is("Ada"));
        assertNotEquals(salt, Subject.freshSalt());
        assertEquals(64, Subject.hash(salt, "ada").length());
    }

    @Test
    void receiptIsReadAsItWasWritten() {
        ErasureReceipt receipt =
                new ErasureReceipt(
                                "id",
                                ErasureReceipt.ERASED,
                                "salt",
                                "hash",
                                "an \"officer\"",
                                "2001-01-01T00:00:00Z",
                                12,
                                List.of(new ErasureReceipt.TableRows("orders", 3)),
                                List.of("spent"),
                                List.of(),
                                List.of(),
                                List.of(),
                                null)
                        .reaching(
                                List.of(new ErasureReceipt.Reach("spent", List.of("a", "b"))),
                                List.of(
                                        new ErasureReceipt.Remains("backup", "/b", "2001"),
                                        new ErasureReceipt.Remains("answers", "all", null)));
        assertEquals(receipt, ReceiptText.parse(ReceiptText.of(receipt)));
        ErasureReceipt done =
                receipt.completed(
                        List.of(new ErasureReceipt.Found("journal", "orders", null, 2)),
                        java.time.Instant.EPOCH);
        assertTrue(done.isComplete());
        assertEquals(done, ReceiptText.parse(ReceiptText.of(done)));
    }
}
