package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;

/** Changes the case of letters; ASCII on bytes, all else by Unicode without a language's rules. */
enum LetterCase implements RowFunction {
    UPPER,
    LOWER,
    INITIAL;

    @Override
    public void apply(Column[] arguments, int i, RowOutput out) {
        BytesColumn text = (BytesColumn) arguments[0];
        byte[] bytes = text.bytes();
        int start = text.start(i);
        int end = TextFunctions.end(text, i);
        if (!Utf8.isAscii(bytes, start, end)) {
            out.column().appendText(mapped(text.text(i)));
            return;
        }
        if (this != INITIAL) {
            byte[] mapped = out.textOf(end - start);
            for (int at = 0; at < end - start; at++) {
                byte letter = bytes[start + at];
                mapped[at] = (byte) (this == UPPER ? upper(letter) : lower(letter));
            }
            out.endText();
            return;
        }
        out.beginText();
        boolean inWord = false;
        for (int at = start; at < end; at++) {
            byte letter = bytes[at];
            out.write(inWord ? lower(letter) : upper(letter));
            inWord = isAlphanumeric(letter);
        }
        out.endText();
    }

    static int lower(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? letter + 32 : letter;
    }

    private static int upper(byte letter) {
        return letter >= 'a' && letter <= 'z' ? letter - 32 : letter;
    }

    private static boolean isAlphanumeric(byte letter) {
        int lower = lower(letter);
        return (lower >= 'a' && lower <= 'z') || (letter >= '0' && letter <= '9');
    }

    /** Maps character by character, as PostgreSQL does: a letter never becomes two. */
    String mapped(String text) {
        StringBuilder result = new StringBuilder(text.length());
        boolean inWord = false;
        for (int at = 0; at < text.length(); ) {
            int letter = text.codePointAt(at);
            at += Character.charCount(letter);
            int changed =
                    switch (this) {
                        case UPPER -> Character.toUpperCase(letter);
                        case LOWER -> Character.toLowerCase(letter);
                        case INITIAL ->
                                inWord
                                        ? Character.toLowerCase(letter)
                                        : Character.toUpperCase(letter);
                    };
            result.appendCodePoint(changed);
            inWord = Character.isLetterOrDigit(letter);
        }
        return result.toString();
    }
}
