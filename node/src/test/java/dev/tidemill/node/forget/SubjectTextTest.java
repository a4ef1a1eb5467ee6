package dev.tidemill.node.forget;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.type.Type;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
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
    void quarantinedValueIsTheirsHoweverItIsWritten() {
        String uuid = "00000000-0000-4000-8000-00000000abcd";
        Subject device = new Subject.Named(uuid);
        String large = uuid.toUpperCase(Locale.ROOT);
        assertTrue(SubjectText.isInRaw(device, CUSTOMER, "{\"customer\":\"" + large + "\"}"));
        assertTrue(SubjectText.isInRaw(device, CUSTOMER, large + ",many"));
        assertTrue(SubjectText.isInRaw(SEVEN, CUSTOMER, "{\"customer\": \"007\"}"));
        assertTrue(SubjectText.isInRaw(SEVEN, CUSTOMER, "{\"customer\": 7.0}"));
        assertTrue(SubjectText.isInRaw(SEVEN, CUSTOMER, "007,many"));
        assertFalse(SubjectText.isInRaw(SEVEN, CUSTOMER, "{\"customer\": 7.5}"));
        assertFalse(SubjectText.isInRaw(SEVEN, CUSTOMER, "{\"customer\": 1e999999999}"));
        Subject hashed = new Subject.Hashed("salt", Subject.hash("salt", uuid));
        assertTrue(SubjectText.isInRaw(hashed, CUSTOMER, "{\"customer\":\"" + large + "\"}"));
    }

    @Test
    void quarantinedRowWithoutItsColumnIsTheirsByAnotherMember() {
        Subject ada = new Subject.Named("ada@example.com");
        assertTrue(SubjectText.isInRaw(ada, CUSTOMER, "{\"costumer\":\"ada@example.com\"}"));
        assertTrue(
                SubjectText.isInRaw(
                        ada,
                        CUSTOMER,
                        "{\"customer\":null,\"by\":[{\"mail\":\"ada@example.com\"}]}"));
        assertFalse(
                SubjectText.isInRaw(
                        ada, CUSTOMER, "{\"customer\":\"bob\",\"by\":\"ada@example.com\"}"),
                "somebody else's row");
        assertFalse(SubjectText.isInRaw(SEVEN, CUSTOMER, "{\"costumer\":7,\"amount\":\"7\"}"));
    }

    @Test
    void quarantinedBytesThatAreNoTextAreRead() {
        Subject ada = new Subject.Named("ada@example.com");
        byte[] latin =
                "{\"customer\":\"ada@example.com\",\"name\":\"\u00e4\"}".getBytes(ISO_8859_1);
        String raw = "base64:" + Base64.getEncoder().encodeToString(latin);
        assertTrue(SubjectText.isInRaw(ada, CUSTOMER, raw));
        assertFalse(SubjectText.isInRaw(SEVEN, CUSTOMER, raw));
        assertTrue(SubjectText.isInRaw(ada, CUSTOMER, "base64:-ada@example.com"));
    }

    @Test
    void valueIsComparedAsItsColumnWritesIt() {
        assertEquals("7", Subject.form(Type.BIGINT, "007").orElseThrow());
        assertEquals("007", Subject.form(Type.TEXT, "007").orElseThrow());
        assertTrue(Subject.form(Type.UUID, "ada").isEmpty());
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
    void roundsOfOneErasureAreOneReceipt() {
        ErasureReceipt first = round("hash", 12, "orders", 3, List.of("spent"));
        ErasureReceipt second = round("other", 15, "orders", 1, List.of("spent", "over"));
        ErasureReceipt both = second.behind(first);
        assertEquals(15, both.tick());
        assertEquals("hash", both.subjectHash());
        assertEquals(List.of(new ErasureReceipt.TableRows("orders", 4)), both.tables());
        assertEquals(List.of("spent", "over"), both.rebuilt());
    }

    private static ErasureReceipt round(
            String hash, long tick, String table, long rows, List<String> rebuilt) {
        return new ErasureReceipt(
                "id",
                ErasureReceipt.ERASED,
                "salt",
                hash,
                "officer",
                "2001-01-01T00:00:00Z",
                tick,
                List.of(new ErasureReceipt.TableRows(table, rows)),
                rebuilt,
                List.of(),
                List.of(),
                List.of(),
                null);
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
